"""Who works on which case, and what changed hands."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import QuerySet

from hatehub.accounts.actors import Actor
from hatehub.accounts.models import User
from hatehub.accounts.permissions import require
from hatehub.accounts.roles import Action, Role
from reports.models import Case
from reports.rules.workflow import OPEN_STATES
from triage.models import Claim

TOLD_WITHIN = timedelta(days=7)
"""For how long an officer is told that a case was taken over or given."""
MOST = 200
COLLEAGUES = (Role.OFFICER.value, Role.SUPERVISOR.value)


def find_claim(*, case_id: UUID) -> Claim | None:
    """Return who works on a case now; None where nobody does. One statement."""
    return Claim.objects.select_related("officer").filter(case=case_id, ended_at__isnull=True).first()


def list_mine(*, by: Actor) -> Sequence[Claim]:
    """Return what an officer works on, the oldest claim first, at most 200; each with its case and lead.

    What was merged into another case is not among it: it counts again once it is taken out.
    """
    require(by=by, action=Action.CLAIM)
    return list(_standing(by).select_related("case__lead").order_by("claimed_at", "id")[:MOST])


def count_mine(*, by: Actor) -> int:
    """Return how many cases an officer works on."""
    require(by=by, action=Action.CLAIM)
    return _standing(by).count()


def taken_from(*, by: Actor, at: datetime) -> Sequence[Claim]:
    """Return what others took over from an officer, or gave to somebody else, in the last seven days, newest first.

    Each has its case; `ended_by` says who, and `reason` why.
    """
    require(by=by, action=Action.CLAIM)
    by_others = [Claim.Ended.TAKEN_OVER, Claim.Ended.HANDED_ON]
    rows = Claim.objects.filter(officer=by.user_id, ended_as__in=by_others, ended_at__gte=at - TOLD_WITHIN)
    return list(rows.exclude(ended_by=str(by)).select_related("case").order_by("-ended_at", "-id")[:MOST])


def given_to(*, by: Actor, at: datetime) -> Sequence[Claim]:
    """Return what others gave to an officer in the last seven days and is theirs still, newest first.

    Each has its case; `claimed_by` says who, and `reason` why.
    """
    require(by=by, action=Action.CLAIM)
    rows = _standing(by).filter(claimed_at__gte=at - TOLD_WITHIN).exclude(claimed_by=str(by))
    return list(rows.select_related("case").order_by("-claimed_at", "-id")[:MOST])


def list_colleagues(*, by: Actor) -> Sequence[User]:
    """Return whom an officer can give a case to: whoever works at the hub and is not that officer, by name."""
    require(by=by, action=Action.CLAIM)
    return list(
        User.objects.filter(is_active=True, role__in=COLLEAGUES).exclude(id=by.user_id or 0).order_by("username")
    )


def name_of(officer: User) -> str:
    """Return what colleagues call an officer."""
    return officer.get_full_name() or officer.get_username()


def is_claimable(case: Case) -> bool:
    """Tell whether anybody has to work on a case: not where it is closed, or merged into another."""
    return case.merged_into_id is None and case.lead.state in OPEN_STATES


def _standing(by: Actor) -> QuerySet[Claim]:
    return Claim.objects.filter(officer=by.user_id, ended_at__isnull=True, case__merged_into__isnull=True)
