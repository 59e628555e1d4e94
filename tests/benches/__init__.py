"""Benchmarks: each a program of its own that prints what it measured beside the limit, and asserts no time."""
