"""A database for one measurement: made, filled with invented reports, and dropped."""
