"""What comes next: the cash trough, retention curves, the renewals to come.

Pure: frames and numbers in, frozen results out. The warehouse reads the book and asks.
"""
