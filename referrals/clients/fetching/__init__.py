"""Fetching from the open internet: only public addresses, bounded, and recorded as it went over the wire."""
