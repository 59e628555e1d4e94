"""The summary's layout."""
