"""Forms of the administration: they check, and never save."""
