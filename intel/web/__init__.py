"""Pages of intel."""
