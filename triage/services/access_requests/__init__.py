"""Subject access requests: taken in, prepared, approved, built into one bundle, given, and forgotten."""
