"""Settling which force is responsible, and offering the case to it."""

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from hatehub.accounts.actors import Actor
from hatehub.accounts.permissions import require
from hatehub.accounts.roles import Action
from hatehub.audit.services import record
from hatehub.outbox.services import publish
from hatehub.reference.models import Force
from reports.models import Case, Report
from reports.rules.workflow import State, StepRefused
from reports.services import workflow
from reports.services.workflow import StaleReport
from triage.events import CaseAssigned
from triage.models import Responsibility
from triage.rules.responsibility import HUB, VERSION, Decision, Facts, overridden, with_accepted
from triage.rules.responsibility_words import in_words
from triage.services import listing
from triage.services.assessing import may_be_assigned
from triage.services.offers import begin_offer
from triage.services.units import unit_of
from triage.services.victim_contact import contacts_of

Role = Responsibility.Role


class NobodyResponsible(Exception):
    """The decision names no force to investigate, so there is nobody to assign to."""


class OverrideNeedsReason(Exception):
    """An officer who chooses another force than the rule says why."""


class ForceResponsible(Exception):
    """The decision names a force, or asks a question: it is not for the hub to keep the case."""


@dataclass(frozen=True, kw_only=True)
class _Decided:
    """A decision as it is to be stored: with what was overridden, the unit, and whether the force has agreed already.

    `unit` is None where it is named from the victim's area, and empty where there is to be none.
    """

    facts: Facts
    decision: Decision
    reason: str = ""
    unit: str | None = None
    is_accepted: bool = False


@transaction.atomic
def assign(
    *,
    case_id: UUID,
    facts: Facts,
    decision: Decision,
    by: Actor,
    at: datetime,
    expected_version: int,
    override_force: str = "",
    override_reason: str = "",
    unit: str | None = None,
    is_accepted: bool = False,
    details: dict[str, Any] | None = None,
) -> Report:
    """Store who is responsible and offer the case to the force that is to investigate.

    The facts are those of the report that leads; contact with the others is decided by where each of them is.
    `override_force` replaces the rule's choice for recording and investigating. `is_accepted` says that the force
    has agreed to take the case on already. Raises NobodyResponsible, OverrideNeedsReason, UnitOfAnotherForce,
    NotPermitted, and what the workflow raises.
    """
    if override_force:
        require(by=by, action=Action.OVERRIDE_RESPONSIBILITY)
        if not override_reason.strip():
            raise OverrideNeedsReason("Say why another force is chosen than the rule says.")
    decided = _decided(
        _Decided(facts=facts, decision=decision, reason=override_reason, unit=unit, is_accepted=is_accepted),
        override_force,
    )
    if decided.decision.investigating is None:
        raise NobodyResponsible(decision.question or decision.sentence)
    if not may_be_assigned(case_id=case_id):
        raise NobodyResponsible("No force records what was decided, so it is not assigned.")
    case = Case.objects.select_for_update(no_key=True).get(id=case_id)
    rows = _replace(case, decided, by=by, at=at)
    force = rows[Role.INVESTIGATING].force
    assert force is not None  # noqa: S101 - checked above
    report = workflow.assign(
        report_id=case.lead_id,
        by=by,
        at=at,
        reason=f"{decision.rule} {VERSION}: {rows[Role.INVESTIGATING].sentence}",
        expected_version=expected_version,
        details={"rule": decision.rule, "force": force.code, "overridden": bool(override_force), **(details or {})},
    )
    because = override_reason or rows[Role.INVESTIGATING].sentence
    begin_offer(case=case, force=force, inputs=asdict(facts), reason=because, by=by, at=at)
    event = CaseAssigned(case_id=str(case.id), force_code=force.code, report_version=report.version)
    publish(event, stream=str(case.id), at=at)
    return report


@transaction.atomic
def keep(
    *, case_id: UUID, facts: Facts, decision: Decision, by: Actor, at: datetime, expected_version: int
) -> Responsibility:
    """Store that no force records a crime and the hub keeps it (S6). The case stays where it is, to be closed.

    Raises ForceResponsible where the rule names a force or asks a question, NotPermitted, StepRefused unless the case
    waits to be assigned, and StaleReport.
    """
    require(by=by, action=Action.ASSIGN)
    if decision.question or decision.owner != HUB:
        raise ForceResponsible(decision.question or "The rule names a force.")
    case = Case.objects.select_for_update(no_key=True).get(id=case_id)
    lead = Report.objects.select_for_update().get(id=case.lead_id)
    if lead.version != expected_version:
        raise StaleReport("Somebody else has changed this report since you opened it.")
    if lead.state not in (State.ASSESSED_CRIME, State.ASSESSED_NON_CRIME):
        raise StepRefused(step="assign", state=lead.state)
    return _replace(case, _Decided(facts=facts, decision=decision), by=by, at=at)[Role.INVESTIGATING]


@transaction.atomic
def confirm(*, case: Case, facts: Facts, decision: Decision, force: str, by: Actor, at: datetime, reason: str) -> None:
    """Store anew, with a reason, that the force which has a case keeps it; nothing moves. The caller has locked it."""
    require(by=by, action=Action.OVERRIDE_RESPONSIBILITY)
    wanted = _Decided(facts=facts, decision=decision, reason=reason, is_accepted=True)
    _replace(case, _decided(wanted, force), by=by, at=at)


def _decided(wanted: _Decided, override_force: str) -> _Decided:
    """Return what is to be stored of a decision, given what replaces the rule's choice and whether it is agreed on."""
    decision = wanted.decision
    if override_force and override_force != decision.investigating:
        decision = overridden(decision, force=override_force)
    if wanted.is_accepted and decision.investigating:
        decision = with_accepted(decision, investigating=decision.investigating)
    reason = wanted.reason if override_force else ""
    return _Decided(
        facts=wanted.facts, decision=decision, reason=reason, unit=wanted.unit, is_accepted=wanted.is_accepted
    )


def _replace(case: Case, decided: _Decided, *, by: Actor, at: datetime) -> dict[str, Responsibility]:
    """Store who records and investigates the case, and who keeps in touch with the person of each report in it.

    Returns the rows of the case by role.
    """
    Responsibility.objects.filter(case=case, replaced_at__isnull=True).update(replaced_at=at)
    decision = decided.decision
    rows = _case_rows(case, decided, by=by, at=at)
    reports = list(case.reports.values_list("id", flat=True))
    contacts = contacts_of(
        case=case,
        facts=decided.facts,
        known={case.lead_id: decision},
        reports=reports,
        investigating=decision.investigating,
        is_accepted=decided.is_accepted,
        by=by,
        at=at,
    )
    Responsibility.objects.bulk_create([*rows.values(), *contacts], batch_size=500)
    unit = rows[Role.INVESTIGATING].unit
    details = {
        "rule": decision.rule,
        "version": VERSION,
        "reports": len(reports),
        "unit": unit.code if unit else "",
        str(Role.RECORDING): decision.recording,
        str(Role.INVESTIGATING): decision.investigating,
        str(Role.VICTIM_CONTACT): decision.victim_contact,
    }
    subject = f"case:{case.reference}"
    record(subject=subject, verb="responsibility_decided", by=by, at=at, reason=decided.reason, details=details)
    listing.refresh(case_ids=[case.id], by=by)
    return rows


def _case_rows(case: Case, decided: _Decided, *, by: Actor, at: datetime) -> dict[str, Responsibility]:
    """Return the rows of recording and investigating by role, not stored yet. Raises UnitOfAnotherForce."""
    decision = decided.decision
    chosen = {Role.RECORDING: decision.recording, Role.INVESTIGATING: decision.investigating}
    codes = {*chosen.values(), decision.victim_contact} - {None, HUB}
    forces = {force.code: force for force in Force.objects.filter(code__in=codes)}
    sentence = in_words(decision, names={force.code: force.name for force in forces.values()})
    unit = decided.unit
    if unit is None:
        unit = Report.objects.values_list("victim_area", flat=True).get(id=case.lead_id).get("unit")
    return {
        str(role): Responsibility(
            case=case,
            role=role,
            force=forces.get(code or ""),
            unit=unit_of(force=code, code=unit, is_asked=decided.unit is not None and role == Role.INVESTIGATING),
            rule=decision.rule,
            rule_version=VERSION,
            sentence=sentence,
            inputs=asdict(decided.facts),
            override_reason=decided.reason,
            decided_by=str(by),
            decided_at=at,
        )
        for role, code in chosen.items()
    }
