"""Transactions of tests: the outermost for what runs within, and taken back at the end."""

from django.db import transaction


def outermost() -> transaction.Atomic:
    """Return a transaction in which one that has to be the outermost may begin, as Django's own tests have it."""
    made = transaction.atomic()
    made._from_testcase = True
    return made
