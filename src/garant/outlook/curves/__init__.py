"""Retention curves: who will still be there, how sure that is, and what they are worth."""
