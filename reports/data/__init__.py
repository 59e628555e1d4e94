"""Reference data of reports, with versions."""
