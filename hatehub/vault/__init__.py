"""Secrets about people: envelope encryption with keys that can be destroyed one by one."""
