"""Fuzzing of everything that reads strangers' bytes."""
