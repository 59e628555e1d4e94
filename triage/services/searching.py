"""Searching for cases, and recording that somebody did."""

from collections.abc import Collection
from datetime import datetime

from hatehub.accounts.actors import Actor
from hatehub.audit.services import record
from triage.rules.search.names import Vocabulary
from triage.selectors.search_tables import hash_of_question
from triage.selectors.searching import Found, find

LONGEST_SUBJECT = 80


def search(
    *,
    query: str,
    by: Actor,
    at: datetime,
    terms: Collection[Collection[str]] = (),
    avoided: Collection[str] = (),
    after: str = "",
    vocabulary: Vocabulary | None = None,
) -> Found:
    """Return what `find` does, and record who searched, when, with how many hits; the words as a keyed hash only.

    Raises NotPermitted.
    """
    found = find(query=query, by=by, terms=terms, avoided=avoided, after=after, vocabulary=vocabulary)
    if found.straight_to or found.query.alternatives:
        details = {"question": hash_of_question(query), "hits": found.total or int(bool(found.straight_to))}
        record(subject=f"search:{by.identifier}"[:LONGEST_SUBJECT], verb="searched", by=by, at=at, details=details)
    return found
