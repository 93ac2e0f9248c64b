"""What the pages of settings are written with."""
