"""Pure rules of what the hub learns."""
