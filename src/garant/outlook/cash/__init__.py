"""The cash trough: a plan, from a file or from a book, projected month by month."""
