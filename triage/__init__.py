"""What the hub decides: duplicates, crime or non-crime, which force; and the officers' workbench."""
