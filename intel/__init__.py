"""What the hub learns: the accounts behind the posts, and whether intelligence was considered."""
