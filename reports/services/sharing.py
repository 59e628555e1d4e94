"""Noting what was shared with whom, so that the complainant can see it."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from hatehub.accounts.actors import Actor
from hatehub.accounts.permissions import require
from hatehub.accounts.roles import Action
from reports.models import Report, Sharing

PARTS = frozenset({"report", "files", "contact", "redacted_post", "link"})
PURPOSES = frozenset({"investigation", "recording", "support", "advice", "takedown"})


class UnknownSharing(Exception):
    """A part or a purpose for which there are no words on the status page."""


@transaction.atomic
def note_sharing(
    *,
    reports: Iterable[Report],
    key: str,
    recipient: str,
    parts: tuple[str, ...],
    purpose: str,
    by: Actor,
    at: datetime,
) -> int:
    """Note one disclosure for each report; the same `key` twice is one. Return how many lines are new.

    `recipient` is the name of a body, never of a person. Raises UnknownSharing, NotPermitted.
    """
    require(by=by, action=Action.NOTE_SHARING)
    if purpose not in PURPOSES or not set(parts) <= PARTS:
        raise UnknownSharing(f"{parts} for {purpose}")
    chosen = list(reports)
    known = set(Sharing.objects.filter(report__in=chosen, key=key).values_list("report_id", flat=True))
    rows = Sharing.objects.bulk_create(
        [
            Sharing(report=report, key=key, recipient=recipient, parts=list(parts), purpose=purpose, shared_at=at)
            for report in chosen
            if report.id not in known
        ],
        ignore_conflicts=True,
    )
    return len(rows)
