"""The rules of intel: pure."""
