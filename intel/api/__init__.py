"""What intel adds to the API."""
