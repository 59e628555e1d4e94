"""Drills: what a hub must survive, done to real ones and compared."""
