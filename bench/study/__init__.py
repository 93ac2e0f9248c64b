"""The study measured on companies whose truth is known, and on tables that others published."""
