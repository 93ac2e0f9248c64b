"""What templates of pages are written with."""
