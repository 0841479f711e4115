"""What the halls exchange with others: couriers today. Knows no cases; the cases room asks it."""
