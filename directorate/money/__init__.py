"""Money and what is counted on it: pure, knows no table."""
