"""Reading emergency hand-overs: of a case, of a page of the queue, and those that are late."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from hatehub.accounts.actors import Actor
from hatehub.accounts.permissions import require
from hatehub.accounts.roles import Action
from reports.models import Case, OfficeMail, Report
from triage.models import Handover
from triage.rules.emergency import KINDS

State = Handover.State
OPEN = (State.WAITING, State.BEGUN)
MOST_LISTED = 50


def open_of(*, cases: Collection[UUID]) -> dict[UUID, Handover]:
    """Return by case the open hand-over of its reports that is due first; cases without one are left out."""
    rows = Handover.objects.filter(report__case__in=list(cases), state__in=OPEN).select_related("report")
    found: dict[UUID, Handover] = {}
    for row in rows.order_by("due_at", "id"):
        found.setdefault(row.report.case_id, row)
    return found


def list_of(*, case: Case, by: Actor) -> list[Handover]:
    """Return up to 50 hand-overs of a case's reports, the open ones first, by their clock. Raises NotPermitted."""
    require(by=by, action=Action.HAND_OVER)
    rows = Handover.objects.filter(report__case=case).select_related("report", "force", "duty_mail")
    return list(rows.prefetch_related("attempts__force").order_by("due_at", "-settled_at", "id")[:MOST_LISTED])


def count_open(*, case: Case) -> int:
    """Return how many reports of a case wait for a hand-over, or for the control room to take it."""
    return Handover.objects.filter(report__case=case, state__in=OPEN).count()


def asks_for_one(*, report: Report) -> bool:
    """Tell whether a report says that somebody is in danger and nothing has been done or noted about it yet."""
    return report.danger in KINDS and not report.handovers.exists()


def list_open(*, by: Actor) -> list[Handover]:
    """Return up to 50 open hand-overs of all cases, those due first. Raises NotPermitted."""
    require(by=by, action=Action.HAND_OVER)
    rows = Handover.objects.filter(state__in=OPEN, due_at__isnull=False).select_related("report__case")
    return list(rows.order_by("due_at", "id")[:MOST_LISTED])


def find_report(*, case: Case, report_id: str) -> Report | None:
    """Return the report of a case that an address names, or None for anything else."""
    try:
        chosen = UUID(report_id)
    except ValueError:
        return None
    return case.reports.select_related("complainant").filter(id=chosen).first()


def late_rows(*, by: Actor, at: datetime) -> QuerySet[Handover]:
    """Return the hand-overs that are late, or have a duty desk that was not told. Raises NotPermitted."""
    require(by=by, action=Action.VIEW_LATE)
    return _late(at)


def list_late(*, by: Actor, at: datetime) -> list[Handover]:
    """Return up to 50 of them, the longest overdue first. Raises NotPermitted."""
    require(by=by, action=Action.VIEW_LATE)
    rows = _late(at).select_related("report__case", "force", "duty_mail")
    return list(rows.order_by("due_at", "id")[:MOST_LISTED])


def _late(at: datetime) -> QuerySet[Handover]:
    untold = Q(duty_mail__isnull=True) | Q(duty_mail__state=OfficeMail.State.FAILED)
    return Handover.objects.filter(Q(due_at__lt=at) | (Q(state=State.BEGUN, due_at__isnull=False) & untold))
