"""Who may do what: users, API clients, roles and the one permission function."""
