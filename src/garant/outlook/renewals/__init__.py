"""The renewals to come: what is due, open and secured, and what will be kept of it."""
