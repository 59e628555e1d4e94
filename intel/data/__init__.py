"""Tables that ship with intel."""
