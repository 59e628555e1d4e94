"""Reading which cases are to be reviewed, what holds them, and what a case holds that could be destroyed."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Count, Min, Q, QuerySet

from hatehub.accounts.actors import Actor
from hatehub.accounts.permissions import require
from hatehub.accounts.roles import Action
from hatehub.vault.models import DataKey
from reports.models import Case, Content, Evidence, Message, Report
from triage.models import ErasureRequest, LegalHold, Note, Retention, RetentionReview

MOST_LISTED = 20


@dataclass(frozen=True, kw_only=True)
class Holds:
    """What a case holds, in numbers: of its reports, how many can still be read, and what hangs on them."""

    reports: int
    readable: int
    posts: int
    exhibits: int
    messages: int
    notes: int


def due_rows(*, by: Actor, retention_class: str = "") -> QuerySet[Retention]:
    """Return the cases that are due for a review and that nobody has proposed to destroy, the longest due first.

    Raises NotPermitted.
    """
    require(by=by, action=Action.VIEW_RETENTION)
    rows = Retention.objects.filter(is_due=True).exclude(case__retention_reviews__state="proposed")
    if retention_class:
        rows = rows.filter(retention_class=retention_class)
    return rows.select_related("case__lead").order_by("due_on", "case")


def proposed_rows(*, by: Actor) -> QuerySet[RetentionReview]:
    """Return the proposals that wait for a second person, the oldest first. Raises NotPermitted."""
    require(by=by, action=Action.VIEW_RETENTION)
    rows = RetentionReview.objects.filter(state=RetentionReview.State.PROPOSED)
    return rows.select_related("case__lead").order_by("decided_at", "id")


def kept_rows(*, by: Actor) -> QuerySet[Retention]:
    """Return the cases that something keeps, those first whose period was over first. Raises NotPermitted."""
    require(by=by, action=Action.VIEW_RETENTION)
    kept = Retention.objects.filter(confirmed_at__isnull=True).exclude(kept_by=[])
    return kept.select_related("case__lead").order_by("due_on", "case")


def waiting_requests(*, by: Actor) -> QuerySet[ErasureRequest]:
    """Return the requests for erasure that nobody has decided, the first to be answered first. Raises NotPermitted."""
    require(by=by, action=Action.DECIDE_ERASURE)
    rows = ErasureRequest.objects.filter(state=ErasureRequest.State.WAITING)
    return rows.select_related("report__case").order_by("answer_by", "id")


def counts_by_class() -> dict[str, dict[str, Any]]:
    """Return for each class how many cases are closed, due, kept and destroyed, and the next review; one query."""
    is_left = Q(confirmed_at__isnull=True)
    rows = Retention.objects.values("retention_class").annotate(
        total=Count("case"),
        due=Count("case", filter=Q(is_due=True)),
        kept=Count("case", filter=is_left & ~Q(kept_by=[])),
        destroyed=Count("case", filter=Q(destroyed_at__isnull=False)),
        next_due=Min("due_on", filter=is_left & Q(is_due=False, kept_by=[])),
    )
    return {row["retention_class"]: dict(row) for row in rows}


def proposed_count() -> int:
    """Return how many proposals wait for a second person."""
    return RetentionReview.objects.filter(state=RetentionReview.State.PROPOSED).count()


def is_all_destroyed(*, case_id: UUID) -> bool:
    """Tell whether no key is left of any report of a case."""
    together = Report.objects.filter(case=case_id).values("id")
    return not DataKey.objects.filter(owner__in=together, wrapped__isnull=False).exists()


def row_of(*, case: Case) -> Retention | None:
    """Return when a case is to be reviewed; None for one that is open, or not counted yet."""
    return Retention.objects.filter(case=case).first()


def proposal_of(*, case: Case) -> RetentionReview | None:
    """Return the proposal to destroy a case that waits for a second person."""
    return RetentionReview.objects.filter(case=case, state=RetentionReview.State.PROPOSED).first()


def reviews_of(*, case_ids: Collection[UUID]) -> list[RetentionReview]:
    """Return the newest 20 reviews of a case and of what went into it."""
    rows = RetentionReview.objects.filter(case__in=case_ids).order_by("-decided_at", "-id")
    return list(rows[:MOST_LISTED])


def holds_of(*, case_ids: Collection[UUID]) -> list[LegalHold]:
    """Return up to 20 legal holds of a case and of what went into it, those that stand first."""
    rows = LegalHold.objects.filter(case__in=case_ids).order_by("-lifted_at", "-placed_at", "-id")
    return list(rows[:MOST_LISTED])


def find_hold(*, hold_id: int, case_ids: Collection[UUID]) -> LegalHold | None:
    """Return a hold of these cases."""
    return LegalHold.objects.filter(id=hold_id, case__in=case_ids).first()


def requests_of(*, case: Case) -> list[ErasureRequest]:
    """Return the newest 20 requests for erasure of a case's reports, those that wait first."""
    rows = ErasureRequest.objects.filter(report__case=case).select_related("report")
    return list(rows.order_by("-state", "-recorded_at", "-id")[:MOST_LISTED])


def find_request(*, request_id: int, case: Case) -> ErasureRequest | None:
    """Return a request for erasure of one of a case's reports."""
    return ErasureRequest.objects.select_related("report").filter(id=request_id, report__case=case).first()


def what_it_holds(*, case: Case, case_ids: Collection[UUID]) -> Holds:
    """Return what a case holds, with one query for each kind."""
    reports = Report.objects.filter(case=case)
    numbers = reports.aggregate(all=Count("id"), left=Count("id", filter=Q(destroyed_at__isnull=True)))
    return Holds(
        reports=numbers["all"],
        readable=numbers["left"],
        posts=Content.objects.filter(report__case=case).count(),
        exhibits=Evidence.objects.filter(report__case=case).count(),
        messages=Message.objects.filter(report__case=case).count(),
        notes=Note.objects.filter(case__in=case_ids).count(),
    )
