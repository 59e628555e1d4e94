"""The summary's layout and fonts."""
