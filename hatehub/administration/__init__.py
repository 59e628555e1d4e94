"""Where administrators keep reference data, accounts, policies and texts: Django's admin, without any complainant."""
