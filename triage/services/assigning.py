"""Settling which force is responsible, and offering the case to it."""

from dataclasses import asdict
from datetime import datetime
from uuid import UUID

from django.db import transaction

from hatehub.accounts.actors import Actor
from hatehub.accounts.permissions import require
from hatehub.accounts.roles import Action
from hatehub.audit.services import record
from hatehub.outbox.services import publish
from hatehub.reference.models import Force
from reports.models import Case, Report
from reports.services import workflow
from triage.events import CaseAssigned
from triage.models import Responsibility
from triage.rules.responsibility import VERSION, Decision, Facts
from triage.services.victim_contact import contacts_of

Role = Responsibility.Role


class NobodyResponsible(Exception):
    """The decision names no force to investigate, so there is nobody to assign to."""


class OverrideNeedsReason(Exception):
    """An officer who chooses another force than the rule says why."""


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
) -> Report:
    """Store who is responsible and offer the case to the force that is to investigate.

    The facts are those of the report that leads; contact with the others is decided by where each of them is.
    `override_force` replaces the rule's choice for recording and investigating. Raises NobodyResponsible,
    OverrideNeedsReason, NotPermitted, and what the workflow raises.
    """
    if override_force:
        require(by=by, action=Action.OVERRIDE_RESPONSIBILITY)
        if not override_reason.strip():
            raise OverrideNeedsReason("Say why another force is chosen than the rule says.")
    chosen = _chosen(decision, override_force)
    if chosen[Role.INVESTIGATING] is None:
        raise NobodyResponsible(decision.question or decision.sentence)
    case = Case.objects.select_for_update().get(id=case_id)
    _replace(case, chosen=chosen, facts=facts, decision=decision, reason=override_reason, by=by, at=at)
    force = str(chosen[Role.INVESTIGATING])
    report = workflow.assign(
        report_id=case.lead_id,
        by=by,
        at=at,
        reason=f"{decision.rule} {VERSION}: {decision.sentence}",
        expected_version=expected_version,
        details={"rule": decision.rule, "force": force, "overridden": bool(override_force)},
    )
    event = CaseAssigned(case_id=str(case.id), force_code=force, report_version=report.version)
    publish(event, stream=str(case.id), at=at)
    return report


def _chosen(decision: Decision, override_force: str) -> dict[str, str | None]:
    return {
        Role.RECORDING: override_force or decision.recording,
        Role.INVESTIGATING: override_force or decision.investigating,
    }


def _replace(
    case: Case,
    *,
    chosen: dict[str, str | None],
    facts: Facts,
    decision: Decision,
    reason: str,
    by: Actor,
    at: datetime,
) -> None:
    """Store who records and investigates the case, and who keeps in touch with the person of each report in it."""
    Responsibility.objects.filter(case=case, replaced_at__isnull=True).update(replaced_at=at)
    forces = {force.code: force for force in Force.objects.filter(code__in=filter(None, chosen.values()))}
    rows = [
        Responsibility(
            case=case,
            role=role,
            force=forces[code] if code else None,
            rule=decision.rule,
            rule_version=VERSION,
            sentence=decision.sentence,
            inputs=asdict(facts),
            override_reason=reason,
            decided_by=str(by),
            decided_at=at,
        )
        for role, code in chosen.items()
    ]
    reports = list(case.reports.values_list("id", flat=True))
    known = {case.lead_id: decision}
    rows += contacts_of(case=case, facts=facts, known=known, reports=reports, by=by, at=at)
    Responsibility.objects.bulk_create(rows, batch_size=500)
    record(
        subject=f"case:{case.reference}",
        verb="responsibility_decided",
        by=by,
        at=at,
        reason=reason,
        details={
            "rule": decision.rule,
            "version": VERSION,
            "reports": len(reports),
            **{str(role): code for role, code in chosen.items()},
            str(Role.VICTIM_CONTACT): decision.victim_contact,
        },
    )
