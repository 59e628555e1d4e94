"""Requests for erasure: recorded by one person and decided by another, within a month."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from hatehub.accounts.actors import Actor
from hatehub.accounts.permissions import require
from hatehub.accounts.roles import Action, Role
from hatehub.audit.services import record
from hatehub.vault import erasures
from hatehub.vault import services as vault
from hatehub.vault.models import Purpose
from reports.models import Case, Report
from reports.services.updates import tell
from triage.models import ErasureRequest, LegalHold
from triage.rules.retention import add_months
from triage.selectors.merges import cases_below
from triage.selectors.time_bars import local_day
from triage.services.retaining import refusals, sealing
from triage.services.retaining.refusals import RetentionRefused

MONTHS_TO_ANSWER = 1
"""Section 54 of the Data Protection Act 2018."""
Ground, Stands = ErasureRequest.Ground, ErasureRequest.State
GRANTS = frozenset({Ground.NOT_NEEDED, Ground.UNLAWFUL, Ground.DUTY})
"""Grounds on which a request is granted; the others refuse it."""


@transaction.atomic
def record_request(
    *, case_id: UUID, report_id: UUID, asked_on: date, words: str, by: Actor, at: datetime
) -> ErasureRequest:
    """Record that whoever sent a report asks for erasure. It waits for a supervisor, to be answered within a month.

    Raises RetentionRefused, KeyDestroyed, NotPermitted.
    """
    require(by=by, action=Action.RECORD_ERASURE)
    report = Report.objects.select_for_update(no_key=True).filter(id=report_id, case=case_id).first()
    if report is None:
        raise RetentionRefused(refusals.NOT_ITS_OWN)
    _check_new(report, asked_on=asked_on, words=words, at=at)
    request = ErasureRequest.objects.create(
        report=report,
        asked_on=asked_on,
        answer_by=add_months(asked_on, MONTHS_TO_ANSWER),
        recorded_by=str(by),
        recorded_at=at,
    )
    request.sealed_words = sealing.seal(request, "words", words)
    request.save(update_fields=["sealed_words"])
    details = {"request": request.id, "answer_by": request.answer_by.isoformat()}
    record(subject=f"report:{report.reference}", verb="erasure_asked", by=by, at=at, details=details)
    return request


@transaction.atomic
def decide_request(*, request_id: int, ground: str, reason: str, by: Actor, at: datetime) -> ErasureRequest:
    """Grant a request, so that who reported is erased at once, or refuse it, as the ground says; with a reason.

    A refusal is told to the person, in words that say nothing of an investigation. The audit has the ground, and no
    words. Raises RetentionRefused, NotPermitted.
    """
    require(by=by, action=Action.DECIDE_ERASURE)
    of_it = ErasureRequest.objects.select_related("report__case")
    case_id = of_it.get(id=request_id).report.case_id
    Case.objects.select_for_update(no_key=True).get(id=case_id)
    request = of_it.select_for_update(of=["self"]).get(id=request_id)
    _check_decidable(request, ground=ground, reason=reason, by=by)
    is_granted = ground in GRANTS
    request.state = Stands.GRANTED if is_granted else Stands.REFUSED
    request.ground, request.decided_by, request.decided_at = Ground(ground), str(by), at
    request.sealed_reason = sealing.seal(request, "reason", reason)
    request.save()
    verb = "erasure_granted" if is_granted else "erasure_refused"
    details = {"request": request.id, "ground": ground, "recorded_by": request.recorded_by}
    record(subject=f"report:{request.report.reference}", verb=verb, by=by, at=at, details=details)
    if is_granted:
        erasures.erase(owner=request.report_id, purposes=[Purpose.PERSON], at=at)
    else:
        _tell_of_refusal(request, by=by, at=at)
    return request


def _tell_of_refusal(request: ErasureRequest, *, by: Actor, at: datetime) -> None:
    """Tell whoever reported that nothing was erased, why in general, and to whom they can turn (section 48)."""
    kind = "erasure_not_shown" if request.ground == Ground.NOT_THEM else "erasure_refused"
    tell(reports=[request.report], kind=kind, key=f"erasure:{request.id}", by=by, at=at, role=Role.HUB)


def _check_new(report: Report, *, asked_on: date, words: str, at: datetime) -> None:
    if vault.is_destroyed(owner=report.id, purpose=Purpose.PERSON):
        raise RetentionRefused(refusals.ERASED)
    if asked_on > local_day(at):
        raise RetentionRefused(refusals.IN_FUTURE)
    if not words.strip():
        raise RetentionRefused("Say what they ask, and how they asked.")
    if ErasureRequest.objects.filter(report=report, state=Stands.WAITING).exists():
        raise RetentionRefused(refusals.WAITING)


def _check_decidable(request: ErasureRequest, *, ground: str, reason: str, by: Actor) -> None:
    if request.state != Stands.WAITING:
        raise RetentionRefused(refusals.DECIDED)
    if by.is_named(request.recorded_by):
        raise RetentionRefused(refusals.RECORDED_IT)
    if ground not in Ground.values:
        raise RetentionRefused(refusals.WRONG_GROUND)
    if not reason.strip():
        raise RetentionRefused(refusals.NO_REASON)
    held = LegalHold.objects.filter(case__in=cases_below(case_id=request.report.case_id), lifted_at__isnull=True)
    if ground in GRANTS and held.exists():
        raise RetentionRefused(refusals.HELD_PERSON)
    if vault.is_destroyed(owner=request.report_id, purpose=Purpose.PERSON):
        raise RetentionRefused(refusals.ERASED)
