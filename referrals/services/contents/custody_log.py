"""The log of who handled what, from the audit: by role, chained by hashes, up to the sealing."""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from typing import Any

from hatehub.audit.models import Entry
from hatehub.audit.selectors import read_entries
from referrals.services.contents.sharing import SHARED_BY_CONSENT, TAKEN_OUT

OWN = frozenset({SHARED_BY_CONSENT, TAKEN_OUT})
"""Reasons of what a building records of itself: left out of its own log, for the same inputs make the same bytes."""


def custody_of(*, subjects: Iterable[str], hidden: Callable[[str, str], str], at: datetime) -> Iterator[dict[str, Any]]:
    """Yield the entries of some subjects, oldest first. `hidden` takes out of a reason who may not be named."""
    for entry in read_entries(subjects=list(subjects)):
        if not (entry.at == at and entry.reason in OWN):
            yield _line(entry, hidden)


def _line(entry: Entry, hidden: Callable[[str, str], str]) -> dict[str, Any]:
    line = {
        "subject": entry.subject,
        "sequence": entry.sequence,
        "at": entry.at.isoformat(),
        "role": entry.actor.partition(":")[0],
        "verb": entry.verb,
        "hash": entry.hash,
    }
    if entry.details.get("exhibit"):
        line |= {"exhibit": entry.details["exhibit"], "why": hidden(entry.subject, entry.reason)}
    return line
