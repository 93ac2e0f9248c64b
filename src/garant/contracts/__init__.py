"""What was signed: products, contracts, lines, discounts, deals, spend; what it amounts to."""
