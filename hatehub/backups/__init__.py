"""Copies of the whole hub: taken while it runs, sealed, and put back into an empty one."""
