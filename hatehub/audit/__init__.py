"""The append-only, hash-chained record of everything done, reads of personal data included."""
