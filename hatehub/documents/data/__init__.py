"""The fonts that documents are set in."""
