"""Where facts come from: files, and later other tools; one folder each."""
