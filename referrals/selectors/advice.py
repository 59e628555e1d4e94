"""Requests for advice: those of a case, and those that wait for an officer."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet

from hatehub.accounts.actors import Actor
from hatehub.accounts.permissions import require
from hatehub.accounts.roles import Action
from referrals.models import AdviceRequest
from referrals.rules.advice import BACK_WITH_OFFICER
from reports.models import Case
from triage.selectors.keyset import cursor_of, read_cursor
from triage.selectors.merges import cases_below

PAGE = 10


@dataclass(frozen=True, kw_only=True)
class Requests:
    """Up to ten requests, newest first, and the cursor of the older ones or empty."""

    rows: list[AdviceRequest]
    following: str


def page_of_case(*, case: Case, after: str, by: Actor) -> Requests:
    """Return a page of the requests of a case and of those merged into it, with two queries."""
    require(by=by, action=Action.VIEW_CASE)
    rows = AdviceRequest.objects.filter(case__in=cases_below(case_id=case.id)).select_related("package")
    place = read_cursor(after, read_key=UUID)
    if place is not None:
        rows = rows.filter(asked_at__lte=place[0]).exclude(asked_at=place[0], id__gte=place[1])
    found = list(rows.order_by("-asked_at", "-id")[: PAGE + 1])
    shown = found[:PAGE]
    return Requests(rows=shown, following=cursor_of(shown[-1].asked_at, shown[-1].id) if len(found) > PAGE else "")


def find(*, request_id: UUID, case: Case, by: Actor) -> AdviceRequest | None:
    """Return one request of a case; None where it has no such."""
    require(by=by, action=Action.VIEW_CASE)
    rows = AdviceRequest.objects.filter(case__in=cases_below(case_id=case.id)).select_related("package")
    return rows.filter(id=request_id).first()


def waiting(*, by: Actor) -> QuerySet[AdviceRequest]:
    """Return the requests that came back and nobody has read, the oldest first."""
    require(by=by, action=Action.ASK_ADVICE)
    back = AdviceRequest.objects.filter(state__in=sorted(each.value for each in BACK_WITH_OFFICER))
    return back.filter(read_at__isnull=True).order_by("moved_at", "id")
