"""The forms of the public side, by subject. They validate; the services write."""
