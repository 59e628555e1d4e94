"""Statistics: snapshots of all facts, and what is made of them."""
