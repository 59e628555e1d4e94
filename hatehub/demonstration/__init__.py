"""The demonstration: invented reports and accounts, in development only."""
