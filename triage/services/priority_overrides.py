"""An officer's own word on how urgent a case is: it stands until it is taken back."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from hatehub.accounts.actors import Actor
from hatehub.accounts.permissions import require
from hatehub.accounts.roles import Action
from hatehub.audit.services import record
from hatehub.vault import services as vault
from hatehub.vault.models import Purpose
from reports.models import Case
from reports.rules.workflow import OPEN_STATES
from triage.models import Priority
from triage.rules.priority_table import Band
from triage.services.priorities import store_place, weigh_cases


class PriorityRefused(Exception):
    """Nobody acts on this case, or there is nothing to take back; the message says which."""


class PriorityNeedsReason(Exception):
    """An officer who sets a priority by hand says why."""


@transaction.atomic
def override(*, case_id: UUID, band: Band, by: Actor, at: datetime, reason: str) -> Priority:
    """Have a case stand in this band, whatever is weighed, until it is taken back; the queues follow at once.

    The reason is sealed under the material key of the report that leads; the audit holds the bands. Raises
    PriorityNeedsReason, PriorityRefused where the case is closed or merged, NotPermitted, and KeyDestroyed.
    """
    require(by=by, action=Action.SET_PRIORITY)
    if not reason.strip():
        raise PriorityNeedsReason("Say why.")
    case, row = _lock(case_id, by=by, at=at)
    before = row.band_in_force
    row.overridden_band, row.overridden_report = band.value, case.lead
    row.overridden_by, row.overridden_at = str(by), at
    row.sealed_override_reason = _seal(row, reason)
    _save(row, case, before=before, verb="priority_set", by=by, at=at)
    return row


@transaction.atomic
def take_back(*, case_id: UUID, by: Actor, at: datetime) -> Priority:
    """Have a case stand where it is weighed again, which needs no reason; the audit says who and when.

    Raises PriorityRefused where nobody has set anything or nobody acts on the case, and NotPermitted.
    """
    require(by=by, action=Action.SET_PRIORITY)
    case, row = _lock(case_id, by=by, at=at)
    if not row.overridden_band:
        raise PriorityRefused("Nobody has set the priority of this case by hand.")
    before = row.band_in_force
    row.overridden_band, row.overridden_report = "", None
    row.overridden_by, row.overridden_at, row.sealed_override_reason = "", None, None
    _save(row, case, before=before, verb="priority_taken_back", by=by, at=at)
    return row


def read_reason(*, row: Priority) -> str:
    """Return why an officer set a priority; empty where nobody did. Raises KeyDestroyed."""
    if row.sealed_override_reason is None or row.overridden_report_id is None:
        return ""
    sealed, owner = row.sealed_override_reason, row.overridden_report_id
    return str(vault.unseal(sealed, owner=owner, purpose=Purpose.MATERIAL, field=_field(row)))


def _lock(case_id: UUID, *, by: Actor, at: datetime) -> tuple[Case, Priority]:
    """Weigh the case, which locks its row, and return both. Raises PriorityRefused where nobody acts on it."""
    weigh_cases(case_ids=[case_id], by=by, at=at)
    case = Case.objects.select_related("lead").get(id=case_id)
    if case.merged_into_id is not None or case.lead.state not in OPEN_STATES:
        raise PriorityRefused("Nobody has to act on this case, so it has no place in a queue.")
    return case, Priority.objects.get(case=case)


def _save(row: Priority, case: Case, *, before: Band, verb: str, by: Actor, at: datetime) -> None:
    row.save()
    store_place(row, lead=case.lead, by=by, at=at)
    details = {"from": before.value, "to": row.band_in_force.value, "score": row.score, "version": row.version}
    record(subject=f"case:{case.reference}", verb=verb, by=by, at=at, details=details)


def _seal(row: Priority, reason: str) -> bytes:
    owner = row.overridden_report_id
    assert owner is not None  # noqa: S101 - set by the caller
    return vault.seal(reason, owner=owner, purpose=Purpose.MATERIAL, field=_field(row))


def _field(row: Priority) -> str:
    return f"priority:{row.case_id}"
