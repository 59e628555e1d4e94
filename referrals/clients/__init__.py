"""Keys and, later, other people's services that referrals calls."""
