"""Reviewing a case that is due: keeping it for longer, or destroying what it holds, which takes two people."""

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from hatehub.accounts.actors import HUB, Actor
from hatehub.accounts.permissions import require
from hatehub.accounts.roles import Action
from hatehub.audit.services import record
from reports.models import Case, Evidence, Message, Report
from reports.rules.workflow import State
from triage.models import Retention, RetentionReview
from triage.rules.retention import RetentionTable, add_months
from triage.selectors.retention_table import get_table
from triage.selectors.time_bars import local_day
from triage.services.retaining import counting, destroying, keepers, refusals, sealing
from triage.services.retaining.refusals import RetentionRefused

Decision, Stands = RetentionReview.Decision, RetentionReview.State


@transaction.atomic
def keep(*, case_id: UUID, grounds: Collection[str], reason: str, by: Actor, at: datetime) -> RetentionReview:
    """Keep a case that is due for the further period of its class, for grounds of the table and a reason.

    The audit has the grounds and the day, and no words. Raises RetentionRefused, KeyDestroyed, NotPermitted.
    """
    require(by=by, action=Action.REVIEW_RETENTION)
    case, row = _due(case_id, by=by, at=at)
    table = get_table(on=local_day(at))
    _check_grounds(grounds, reason, table)
    if RetentionReview.objects.filter(case=case, state=Stands.PROPOSED).exists():
        raise RetentionRefused(refusals.PROPOSED)
    until = add_months(local_day(at), table.classes[row.retention_class].keep_months)
    review = _reviewed(case, row, Decision.KEEP, Stands.DONE, grounds=sorted(grounds), keep_until=until, by=by, at=at)
    _seal(review, reason)
    details = {"review": review.id, "grounds": sorted(grounds), "until": until.isoformat()}
    record(subject=f"case:{case.reference}", verb="retention_kept", by=by, at=at, details=details)
    counting.count(case_ids=[case.id], by=HUB, at=at)
    return review


@transaction.atomic
def propose(*, case_id: UUID, reason: str, by: Actor, at: datetime) -> RetentionReview:
    """Propose to destroy what a case that is due holds; somebody else confirms it. Raises as `keep` does."""
    require(by=by, action=Action.REVIEW_RETENTION)
    case, row = _due(case_id, by=by, at=at)
    if not reason.strip():
        raise RetentionRefused(refusals.NO_REASON)
    if RetentionReview.objects.filter(case=case, state=Stands.PROPOSED).exists():
        raise RetentionRefused(refusals.PROPOSED)
    review = _reviewed(case, row, Decision.DESTROY, Stands.PROPOSED, stood_at=_stands(case), by=by, at=at)
    _seal(review, reason)
    details = {"review": review.id, "class": row.retention_class}
    record(subject=f"case:{case.reference}", verb="destruction_proposed", by=by, at=at, details=details)
    return review


@transaction.atomic
def withdraw(*, case_id: UUID, by: Actor, at: datetime) -> RetentionReview:
    """Withdraw a proposal, an own or another's; the case stays due. Raises RetentionRefused, NotPermitted."""
    require(by=by, action=Action.REVIEW_RETENTION)
    case = _locked(case_id)
    review = _proposal(case)
    _end(review, Stands.WITHDRAWN, by=by, at=at)
    record(subject=f"case:{case.reference}", verb="destruction_withdrawn", by=by, at=at, details={"review": review.id})
    return review


@transaction.atomic
def confirm(*, case_id: UUID, review_id: int, by: Actor, at: datetime) -> RetentionReview:
    """Confirm somebody else's proposal: what the case holds is destroyed, at once or, of a large case, bit by bit.

    Refused to who proposed it, where the case is held, kept by anything, open, or not as it was proposed. Raises
    RetentionRefused, NotPermitted.
    """
    require(by=by, action=Action.DESTROY_CASE)
    case = _locked(case_id)
    review = _proposal(case)
    if review.id != review_id:
        raise RetentionRefused(refusals.NO_PROPOSAL)
    if by.is_named(review.decided_by):
        raise RetentionRefused(refusals.SAME_PERSON)
    case, row = _due(case_id, by=by, at=at)
    if review.stood_at != _stands(case):
        raise RetentionRefused(refusals.STALE)
    _end(review, Stands.DONE, by=by, at=at)
    row.is_due, row.confirmed_at = False, at
    row.save(update_fields=["is_due", "confirmed_at"])
    details = {"review": review.id, "proposed_by": review.decided_by, "class": row.retention_class}
    record(subject=f"case:{case.reference}", verb="destruction_confirmed", by=by, at=at, details=details)
    destroying.destroy_some(case_id=case.id, by=by, at=at)
    return review


@transaction.atomic
def lapse(*, case_id: UUID, by: Actor, at: datetime) -> bool:
    """Let a proposal lapse, as the case is held or looked at again; tell whether there was one. Raises NotPermitted."""
    require(by=by, action=Action.HOLD)
    review = RetentionReview.objects.filter(case=case_id, state=Stands.PROPOSED).select_related("case").first()
    if review is None:
        return False
    _end(review, Stands.LAPSED, by=by, at=at)
    subject = f"case:{review.case.reference}"
    record(subject=subject, verb="destruction_lapsed", by=by, at=at, details={"review": review.id})
    return True


def _locked(case_id: UUID) -> Case:
    return Case.objects.select_for_update(of=["self"], no_key=True).select_related("lead").get(id=case_id)


def _due(case_id: UUID, *, by: Actor, at: datetime) -> tuple[Case, Retention]:
    """Lock a case and count it anew: nothing is decided on what the last night found. Raises RetentionRefused."""
    case = _locked(case_id)
    lead = Report.objects.select_for_update(no_key=True).get(id=case.lead_id)
    if lead.destroyed_at is not None or Retention.objects.filter(case=case, confirmed_at__isnull=False).exists():
        raise RetentionRefused(refusals.DESTROYED)
    if lead.state != State.CLOSED or case.merged_into_id is not None:
        raise RetentionRefused(refusals.STILL_OPEN)
    [row] = counting.count(case_ids=[case.id], by=HUB, at=at)
    if keepers.HOLD in row.kept_by:
        raise RetentionRefused(refusals.HELD)
    if row.kept_by:
        names = "; ".join(keepers.name_of(code) for code in row.kept_by)
        raise RetentionRefused(f"Something keeps the case: {names}.")
    if not row.is_due:
        raise RetentionRefused(refusals.NOT_DUE)
    return case, row


def _check_grounds(grounds: Collection[str], reason: str, table: RetentionTable) -> None:
    if not grounds:
        raise RetentionRefused(refusals.NO_GROUND)
    if not set(grounds) <= set(table.criteria):
        raise RetentionRefused(refusals.WRONG_GROUND)
    if not reason.strip():
        raise RetentionRefused(refusals.NO_REASON)


def _proposal(case: Case) -> RetentionReview:
    review = RetentionReview.objects.select_for_update().filter(case=case, state=Stands.PROPOSED).first()
    if review is None:
        raise RetentionRefused(refusals.NO_PROPOSAL)
    return review


def _reviewed(
    case: Case,
    row: Retention,
    decision: RetentionReview.Decision,
    state: RetentionReview.State,
    *,
    by: Actor,
    at: datetime,
    **more: Any,
) -> RetentionReview:
    return RetentionReview.objects.create(
        case=case,
        report_id=case.lead_id,
        decision=decision,
        state=state,
        retention_class=row.retention_class,
        version=row.version,
        decided_by=str(by),
        decided_at=at,
        **more,
    )


def _seal(review: RetentionReview, reason: str) -> None:
    review.sealed_reason = sealing.seal(review, "reason", reason)
    review.save(update_fields=["sealed_reason"])


def _end(review: RetentionReview, state: RetentionReview.State, *, by: Actor, at: datetime) -> None:
    review.state, review.ended_by, review.ended_at = state, str(by), at
    review.save(update_fields=["state", "ended_by", "ended_at"])


def _stands(case: Case) -> dict[str, int]:
    """Return how a case stands in numbers, none of which stays as it is when something arrives or is decided."""
    reports = Report.objects.filter(case=case)
    return {
        "version": case.lead.version,
        "reports": reports.count(),
        "messages": Message.objects.filter(report__case=case).count(),
        "exhibits": Evidence.objects.filter(report__case=case).count(),
    }
