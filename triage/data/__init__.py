"""Policies of triage, one file a version."""
