"""What intelligence reports (3x5x2) are made of, apart from any database."""
