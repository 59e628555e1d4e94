"""The forms of what the hub hands to others. They validate; the services write."""
