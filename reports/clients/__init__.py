"""Other people's services that reports calls."""
