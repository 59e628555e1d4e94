"""Reading what the hub learns."""
