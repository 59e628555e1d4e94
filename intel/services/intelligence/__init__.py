"""Intelligence reports: written, sanitised, signed off by another, given to forces, reviewed and weeded.

The only writers of `IntelligenceReport`, its items, its sources and its disseminations.
"""
