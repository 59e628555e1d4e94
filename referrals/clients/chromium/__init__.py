"""A browser without a network: it shows what the hub's own fetcher gives it, and draws the page."""
