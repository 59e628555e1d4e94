"""The officers' forms. They validate; the services write."""
