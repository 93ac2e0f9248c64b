"""What must be won to grow in spite of those who leave, and what departures cost."""
