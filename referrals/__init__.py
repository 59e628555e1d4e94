"""What the hub hands to others: evidence packages, and the API that forces pull their cases from."""
