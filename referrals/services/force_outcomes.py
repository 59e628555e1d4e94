"""How a force has dealt with a case: its outcome with what was charged, and what it thinks of the package."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from hatehub.accounts.actors import Actor
from hatehub.accounts.permissions import require
from hatehub.accounts.roles import Action
from hatehub.audit.services import record
from hatehub.outbox.services import publish
from hatehub.reference.models import Force, Offence, Outcome
from hatehub.vault import services as vault
from hatehub.vault.models import Purpose
from referrals.events import ForceConcerned
from referrals.models import Charge, EvidencePackage, ForceOutcome, PackageFeedback
from referrals.selectors.force_cases import get_whole_case
from referrals.services import feedback_parts
from referrals.services.answering import NotYours
from reports.models import Case
from reports.rules.workflow import State, StepRefused
from triage.models import Responsibility
from triage.selectors.time_bars import local_day

AFTER_ACCEPTING = (State.WITH_FORCE, State.CLOSED)
RECORDED = "outcome_recorded"


class OutcomeRefused(Exception):
    """An outcome cannot be recorded like that; `field` says what of, and the message why."""

    def __init__(self, message: str, *, field: str) -> None:
        super().__init__(message)
        self.field = field


@dataclass(frozen=True, kw_only=True)
class Charged:
    """One charge: an offence by its code, or the force's own name for it. Never who is charged."""

    offence: str = ""
    wording: str = ""
    counts: int = 1
    charge_date: date | None = None
    is_aggravated: bool = False


@transaction.atomic
def record_outcome(
    *,
    reference: str,
    number: int,
    outcome_date: date,
    charges: Sequence[Charged],
    reason: str,
    by: Actor,
    at: datetime,
) -> ForceOutcome:
    """Record the Home Office outcome of a case that the actor's force has accepted; of several the newest counts.

    An officer then closes the case, and the people of it are told why. Also a closed case takes one: courts are slower.
    Raises NotPermitted, CaseNotFound, ContactOnly, NotYours, OutcomeRefused, KeyDestroyed, and StepRefused where the
    force has not accepted the case.
    """
    require(by=by, action=Action.RECORD_OUTCOME)
    case, force = _accepted(reference, by)
    outcome = Outcome.objects.filter(number=number).first()
    if outcome is None:
        raise OutcomeRefused(f"There is no outcome {number}; GET /api/v1/outcomes lists them.", field="outcome")
    if outcome_date > local_day(at):
        raise OutcomeRefused("The date lies in the future.", field="outcome_date")
    row = ForceOutcome(
        case=case,
        force=force,
        outcome=outcome,
        outcome_date=outcome_date,
        sealed_for_id=case.lead_id,
        by=str(by),
        at=at,
    )
    row.sealed_reason = _sealed(reason, case, row.field)
    row.save(force_insert=True)
    Charge.objects.bulk_create(_charges(row, charges))
    details = {"force": force.code, "outcome": number, "charges": len(charges)}
    record(subject=f"case:{case.reference}", verb="outcome_recorded", by=by, at=at, details=details)
    forces = Responsibility.objects.filter(case=case, force__isnull=False, replaced_at__isnull=True)
    codes = sorted(set(forces.values_list("force__code", flat=True)))
    publish(ForceConcerned(case_id=str(case.id), change=RECORDED, forces=codes), stream=str(case.id), at=at)
    return row


@transaction.atomic
def note_read(*, outcome_id: UUID, by: Actor, at: datetime) -> None:
    """Note that an officer has read an outcome. Raises NotPermitted."""
    require(by=by, action=Action.ANSWER_FORCE)
    row = ForceOutcome.objects.select_for_update().filter(id=outcome_id, waits=True).first()
    if row is not None:
        row.waits, row.read_by, row.read_at = False, str(by), at
        row.save(update_fields=["waits", "read_by", "read_at"])


@transaction.atomic
def give_feedback(
    *,
    reference: str,
    version: int,
    verdict: str,
    missing: Sequence[str],
    text: str,
    by: Actor,
    at: datetime,
    beside: Mapping[str, Any] | None = None,
) -> PackageFeedback:
    """Keep what the actor's force thinks of a package of its case; given again, it replaces the one before.

    `beside` is what was said of the parts that other apps ask after, by their names.

    Raises NotPermitted, CaseNotFound, ContactOnly, KeyDestroyed, and OutcomeRefused where there is no such package.
    """
    require(by=by, action=Action.RECORD_OUTCOME)
    case = get_whole_case(reference=reference, by=by)
    package = EvidencePackage.objects.filter(case=case, version=version, state=EvidencePackage.State.SEALED).first()
    if package is None:
        raise OutcomeRefused(f"There is no package of version {version}.", field="version")
    force = Force.objects.get(code=by.force_code)
    row, _made = PackageFeedback.objects.select_for_update(of=("self",)).get_or_create(
        package=package,
        force=force,
        defaults={"verdict": verdict, "sealed_for_id": case.lead_id, "by": str(by), "at": at},
    )
    row.verdict, row.missing, row.sealed_for_id, row.by, row.at = verdict, list(missing), case.lead_id, str(by), at
    row.sealed_text = _sealed(text, case, row.field)
    row.save()
    details = {"force": force.code, "version": version, "verdict": verdict}
    record(subject=f"case:{case.reference}", verb="package_feedback", by=by, at=at, details=details)
    feedback_parts.take_parts(package=package, said=beside or {}, by=by, at=at)
    return row


def _accepted(reference: str, by: Actor) -> tuple[Case, Force]:
    case = get_whole_case(reference=reference, by=by)
    case = Case.objects.select_for_update(no_key=True, of=("self",)).select_related("lead").get(id=case.id)
    investigating = Responsibility.objects.filter(case=case, role="investigating", replaced_at__isnull=True)
    recording = Responsibility.objects.filter(case=case, role="recording", replaced_at__isnull=True)
    row = investigating.select_related("force").first() or recording.select_related("force").first()
    if row is None or row.force is None or row.force.code != by.force_code:
        raise NotYours("Another force investigates this case.")
    if case.lead.state not in AFTER_ACCEPTING:
        raise StepRefused(step="record_outcome", state=case.lead.state)
    return case, row.force


def _charges(row: ForceOutcome, charges: Sequence[Charged]) -> list[Charge]:
    known = {each.code: each for each in Offence.objects.filter(code__in=[each.offence for each in charges])}
    made = []
    for place, each in enumerate(charges):
        if each.offence and each.offence not in known:
            raise OutcomeRefused(f"There is no offence {each.offence}.", field=f"charges.{place}.offence")
        made.append(
            Charge(
                outcome=row,
                offence=known.get(each.offence),
                wording=each.wording,
                counts=each.counts,
                charge_date=each.charge_date,
                is_aggravated=each.is_aggravated,
            )
        )
    return made


def _sealed(text: str, case: Case, field: str) -> bytes | None:
    return vault.seal(text, owner=case.lead_id, purpose=Purpose.MATERIAL, field=field) if text else None
