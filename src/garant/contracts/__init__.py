"""What was signed: products, contracts, lines, discounts, deals and spend, and what it amounts to."""
