"""Emptying what a report says, when it is dropped or weeded; the grades and who did what stay."""

from intel.models import IntelligenceReport


def empty(row: IntelligenceReport) -> None:
    """Empty every item of a report; the caller stores the report."""
    row.items.update(sealed_raw=None, sealed_words=None, names_subject=False)
    row.sealed_returned_why = None
