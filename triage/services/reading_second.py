"""Reading a decision again, blind to it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from hatehub.accounts.actors import Actor
from hatehub.accounts.permissions import require
from hatehub.accounts.roles import Action
from hatehub.audit.selectors import has_read
from hatehub.audit.services import record, record_read
from hatehub.vault import services as vault
from hatehub.vault.models import Purpose
from reports.models import Case, Report
from triage.models import Assessment, SecondReading
from triage.rules.policy import Answer, Exit, Policy, Walk, first_without_reason, walk
from triage.rules.second_reading import Judgement, agree
from triage.selectors.policies import get_policy, policy_of
from triage.selectors.second_readings import check_reader, get_to_read
from triage.services import listing, second_readings
from triage.services.assessing import ReasonMissing, Unfinished

READ_AS = "second_reading"
REASONS = "second_reading:reasons"
State = SecondReading.State


class ActsMissing(Exception):
    """The reader finds a crime, and does not say whether a force should act on it."""


def open_reading(*, reading_id: int, by: Actor, at: datetime) -> SecondReading:
    """Return a reading that the actor may make, and record that the report was opened for it.

    Raises NotPermitted, SecondReading.DoesNotExist, NotWaiting and SameOfficer.
    """
    reading = get_to_read(reading_id=reading_id, by=by)
    subject = f"case:{reading.case.reference}"
    record_read(subject=subject, what=READ_AS, by=by, at=at, reason="second reading")
    return reading


def policy_read_under(*, assessment: Assessment) -> Policy:
    """Return the policy whose questions the second reader is asked: that of the decision, in its version."""
    return policy_of(assessment) or get_policy()


@transaction.atomic
def read(
    *, reading_id: int, answers: Mapping[str, Answer], acts: bool | None, by: Actor, at: datetime
) -> SecondReading:
    """Record what a second officer decides, and whether it is the same as the first decision.

    `acts` says of a crime whether a force should act on it. Afterwards the two agree, and the case may be closed as
    far as this goes; or they disagree, and a supervisor settles it. Raises NotPermitted, DoesNotExist, NotWaiting,
    SameOfficer, Unfinished, ReasonMissing and ActsMissing.
    """
    require(by=by, action=Action.READ_SECOND)
    reading = lock_reading(reading_id)
    check_reader(reading, by=by)
    policy = policy_read_under(assessment=reading.assessment)
    walked = walk(policy, answers)
    reached = _exit_of(policy, walked)
    is_crime = reached.outcome == "crime"
    if is_crime and acts is None:
        raise ActsMissing("Say whether a force should act on it.")
    _write(reading, walked, reached, acts=acts if is_crime else None, by=by, at=at)
    agrees = _agrees(reading)
    reading.state = State.AGREED if agrees else State.DISAGREED
    reading.save()
    listing.refresh(case_ids=[reading.case_id], by=by)
    details = {"reading": reading.id, "agrees": agrees, "opened_case_before": bool(reading.opened_case_before)}
    record(subject=f"case:{reading.case.reference}", verb="second_reading_made", by=by, at=at, details=details)
    if agrees:
        reason = "A second officer came to the same."
        second_readings.close_gate(case=reading.case, is_fulfilled=True, by=by, at=at, reason=reason)
    return reading


def lock_reading(reading_id: int) -> SecondReading:
    """Lock a case, its lead and a reading of it, in the order of everybody; return the reading."""
    case_id = SecondReading.objects.values_list("case_id", flat=True).get(id=reading_id)
    case = Case.objects.select_for_update(no_key=True).get(id=case_id)
    Report.objects.select_for_update().get(id=case.lead_id)
    SecondReading.objects.select_for_update().get(id=reading_id)
    return SecondReading.objects.select_related("case__lead", "assessment").get(id=reading_id)


def read_reasons(*, reading: SecondReading) -> dict[str, str]:
    """Return the second reader's reasons by question. Raises KeyDestroyed."""
    return dict(_unsealed(reading, reading.sealed_reasons, REASONS) or {})


def read_closing_reason(*, reading: SecondReading) -> str:
    """Return why the closing was asked for; empty where the reading is of the decision. Raises KeyDestroyed."""
    return str(_unsealed(reading, reading.sealed_closing, second_readings.CLOSING) or "")


def _unsealed(reading: SecondReading, sealed: bytes | memoryview | None, field: str) -> Any:
    if sealed is None:
        return None
    return vault.unseal(sealed, owner=reading.assessment.report_id, purpose=Purpose.MATERIAL, field=field)


def _exit_of(policy: Policy, walked: Walk) -> Exit:
    if walked.exit is None:
        raise Unfinished("Answer every question.")
    unexplained = first_without_reason(policy, walked)
    if unexplained:
        raise ReasonMissing("Give the reason for this answer.", question=unexplained.id)
    return walked.exit


def _write(reading: SecondReading, walked: Walk, reached: Exit, *, acts: bool | None, by: Actor, at: datetime) -> None:
    reasons = {given.question: given.reason for given in walked.path}
    owner = reading.assessment.report_id
    reading.reader, reading.read_at = str(by), at
    reading.outcome, reading.exit, reading.disposal = reached.outcome.value, reached.code, reached.disposal.value
    reading.acts = acts
    reading.path = [[given.question, given.answer] for given in walked.path]
    reading.sealed_reasons = vault.seal(reasons, owner=owner, purpose=Purpose.MATERIAL, field=REASONS)
    since = reading.assessment.decided_at
    subject = f"case:{reading.case.reference}"
    reading.opened_case_before = has_read(subject=subject, actor=str(by), since=since, besides=READ_AS)


def _agrees(reading: SecondReading) -> bool:
    closes = reading.of == SecondReading.Of.CLOSING
    decided = reading.assessment
    first = Judgement(outcome=decided.outcome, disposal=decided.disposal, acts=False if closes else None)
    return agree(first, Judgement(outcome=reading.outcome, disposal=reading.disposal, acts=reading.acts))
