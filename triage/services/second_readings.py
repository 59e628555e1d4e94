"""Asking for second readings, and letting those lapse whose decision no longer stands."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from hatehub.accounts.actors import Actor
from hatehub.accounts.permissions import require
from hatehub.accounts.roles import Action
from hatehub.audit.services import record
from hatehub.vault import services as vault
from hatehub.vault.models import Purpose
from reports.models import Case, Report
from reports.services import gates
from triage.models import Assessment, SecondReading
from triage.rules.second_reading import is_drawn, is_no_further_action
from triage.selectors.reading_table import get_reading_table
from triage.selectors.repeat_victims import is_repeat_victim
from triage.services import listing

GATE = "second_reading"
CLOSING = "second_reading:closing"
OPEN = (SecondReading.State.WAITING, SecondReading.State.DISAGREED)
Of, Why, State = SecondReading.Of, SecondReading.Why, SecondReading.State


@transaction.atomic
def consider(*, assessment: Assessment, by: Actor, at: datetime) -> SecondReading | None:
    """Have a new decision read by another officer where it is drawn, or ends the report of a repeat victim.

    Afterwards no earlier decision on the case waits to be read. A repeat victim's report cannot be closed before it
    was read. Call it in the transaction that made the decision, once the report has moved. Returns the reading, or
    None. Raises NotPermitted.
    """
    require(by=by, action=Action.ASSESS)
    _lapse(case_id=_case_of(assessment), by=by, at=at)
    why = _why(assessment)
    return _ask(assessment, of=Of.DECISION, why=why, asked_by=assessment.decided_by, by=by, at=at) if why else None


@transaction.atomic
def ask_before_closing(*, assessment: Assessment, reason: str, by: Actor, at: datetime) -> SecondReading | None:
    """Have another officer read a crime of a repeat victim that is to be closed without enforcement.

    Returns the reading that has to be waited for; None where there is none, or where it has been read and stands.
    Asking again changes nothing. Raises NotPermitted.
    """
    require(by=by, action=Action.CLOSE)
    earlier = assessment.second_readings.filter(of=Of.CLOSING).exclude(state=State.LAPSED).first()
    if earlier is not None:
        return earlier if earlier.state in OPEN else None
    if not is_repeat_victim(case_id=_case_of(assessment)):
        return None
    sealed = vault.seal(reason, owner=assessment.report_id, purpose=Purpose.MATERIAL, field=CLOSING)
    return _ask(assessment, of=Of.CLOSING, why=Why.REPEAT_VICTIM, asked_by=str(by), by=by, at=at, sealed_closing=sealed)


@transaction.atomic
def lapse(*, case_id: UUID, version: int, by: Actor, at: datetime) -> int:
    """Let readings lapse that were asked for before the lead had this version, for the case is looked at again.

    Returns how many lapsed; doing it twice changes nothing. Raises NotPermitted.
    """
    require(by=by, action=Action.TRIAGE)
    case = Case.objects.select_for_update(no_key=True).get(id=case_id)
    Report.objects.select_for_update().get(id=case.lead_id)
    return _lapse(case_id=case_id, by=by, at=at, before=version)


def close_gate(*, case: Case, is_fulfilled: bool, by: Actor, at: datetime, reason: str) -> None:
    """Mark the gate of a case, if it has one and nothing else of the case waits to be read for it."""
    held = case.second_readings.filter(why=Why.REPEAT_VICTIM, state__in=OPEN)
    if held.exists() or not case.lead.gates.filter(name=GATE).exists():
        return
    mark = gates.fulfil if is_fulfilled else gates.drop
    mark(report_id=case.lead_id, name=GATE, by=by, at=at, reason=reason)


def _why(assessment: Assessment) -> SecondReading.Why | None:
    ends = is_no_further_action(outcome=assessment.outcome, may_be_assigned=assessment.may_be_assigned)
    if ends and is_repeat_victim(case_id=_case_of(assessment)):
        return Why.REPEAT_VICTIM
    digest = vault.lookup_hash(str(assessment.id), purpose="second-reading")
    is_sample = is_drawn(digest, share=get_reading_table().shares[assessment.outcome])
    return Why.SAMPLE if is_sample else None


def _ask(
    assessment: Assessment,
    *,
    of: SecondReading.Of,
    why: SecondReading.Why,
    asked_by: str,
    by: Actor,
    at: datetime,
    sealed_closing: bytes | None = None,
) -> SecondReading:
    case = Case.objects.select_related("lead").get(id=_case_of(assessment))
    reading = SecondReading.objects.create(
        assessment=assessment,
        case=case,
        of=of,
        why=why,
        asked_by=asked_by,
        asked_at=at,
        asked_version=case.lead.version,
        sealed_closing=sealed_closing,
    )
    details = {"reading": reading.id, "of": str(of), "why": str(why), "table": get_reading_table().version}
    record(subject=f"case:{case.reference}", verb="second_reading_asked", by=by, at=at, details=details)
    if why == Why.REPEAT_VICTIM:
        reason = "No further action on a repeat victim: another officer reads it first."
        gates.demand(report_id=case.lead_id, name=GATE, by=by, at=at, reason=reason)
    listing.refresh(case_ids=[case.id], by=by)
    return reading


def _lapse(*, case_id: UUID, by: Actor, at: datetime, before: int | None = None) -> int:
    """Let what waits lapse, the lead's row locked."""
    waiting = SecondReading.objects.filter(case=case_id, state__in=OPEN)
    if before is not None:
        waiting = waiting.filter(asked_version__lt=before)
    ids = list(waiting.order_by("id").select_for_update().values_list("id", flat=True))
    if ids:
        SecondReading.objects.filter(id__in=ids).update(state=State.LAPSED, lapsed_at=at)
    case = Case.objects.select_related("lead").get(id=case_id)
    close_gate(case=case, is_fulfilled=False, by=by, at=at, reason="The decision that was to be read no longer stands.")
    if ids:
        listing.refresh(case_ids=[case_id], by=by)
        details = {"readings": ids}
        record(subject=f"case:{case.reference}", verb="second_reading_lapsed", by=by, at=at, details=details)
    return len(ids)


def _case_of(assessment: Assessment) -> UUID:
    if assessment.case_id is None:
        raise ValueError(f"assessment {assessment.id} is of no case")
    return assessment.case_id
