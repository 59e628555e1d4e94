"""Reference data of reports, with versions, and the layout of the receipt."""
