"""Asking platforms to take something down: the machine of a request, its fields, and what must never be in it."""
