"""Data that ships with intel."""
