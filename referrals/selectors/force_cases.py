"""What a force sees: its own cases, and of no other even that it exists."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, QuerySet

from hatehub.accounts.actors import Actor
from hatehub.accounts.permissions import require
from hatehub.accounts.roles import Action
from referrals.models import FeedEntry
from reports.models import Case
from reports.rules.workflow import State
from triage.models import Responsibility

VISIBLE = (State.ASSIGNED, State.PACKAGED, State.WITH_FORCE, State.CLOSED)
PAGE = 100


class CaseNotFound(Exception):
    """There is no such case for this force."""


@dataclass(frozen=True, kw_only=True)
class Change:
    """One change as a force reads it."""

    position: int
    reference: str
    state: str | None
    change: str
    at: datetime


def visible_cases(*, by: Actor) -> QuerySet[Case]:
    """Return the cases in which the actor's force has a part and that have been offered."""
    require(by=by, action=Action.READ_FORCE_CASES)
    mine = Responsibility.objects.filter(case=OuterRef("pk"), force__code=by.force_code, replaced_at__isnull=True)
    return Case.objects.filter(Exists(mine), lead__state__in=VISIBLE, merged_into__isnull=True).select_related("lead")


def get_case(*, reference: str, by: Actor) -> Case:
    """Return one case of the actor's force. Raises CaseNotFound for any other, whether or not it exists."""
    case = visible_cases(by=by).filter(reference=reference).first()
    if case is None:
        raise CaseNotFound
    return case


def list_changes(*, since: int, by: Actor) -> tuple[list[Change], int]:
    """Return up to 100 changes after a cursor, oldest first, and the cursor to go on from.

    Positions are given after the commit and only ever grow, so nothing is missed below a cursor. A change's
    `state` is None where the case is no longer the force's.
    """
    require(by=by, action=Action.READ_FORCE_CASES)
    entries = FeedEntry.objects.filter(force__code=by.force_code, position__gt=since)
    page = list(entries.order_by("position").select_related("case")[:PAGE])
    mine = visible_cases(by=by).filter(id__in={entry.case_id for entry in page})
    states = {case.id: case.lead.state for case in mine}
    changes = [
        Change(
            position=int(entry.position or 0),
            reference=entry.case.reference,
            state=states.get(entry.case_id),
            change=entry.change,
            at=entry.at,
        )
        for entry in page
    ]
    return changes, changes[-1].position if changes else since
