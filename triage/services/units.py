"""Which unit of a force is to hear of a case: named from where the victim lives, changed by an officer."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import transaction

from hatehub.accounts.actors import Actor
from hatehub.accounts.permissions import require
from hatehub.accounts.roles import Action
from hatehub.audit.services import record
from hatehub.reference.models import ForceUnit
from reports.models import Case
from triage.models import Responsibility


class UnitOfAnotherForce(Exception):
    """The unit is not one of the force that is responsible."""


def find_units(codes: Iterable[str | None]) -> dict[tuple[str, str], ForceUnit]:
    """Return units by their force's code and their own; with one query, and none where no code is given."""
    wanted = {code for code in codes if code}
    if not wanted:
        return {}
    found = ForceUnit.objects.filter(code__in=wanted).select_related("force")
    return {(unit.force.code, unit.code): unit for unit in found}


def unit_of(*, force: str | None, code: str | None, is_asked: bool) -> ForceUnit | None:
    """Return a unit of a force, None without a code. One that was asked for must be there: else UnitOfAnotherForce.

    A retired unit is named to nobody anew.
    """
    if not code or force is None:
        return None
    unit = find_units([code]).get((force, code))
    unit = unit if unit is not None and unit.is_active else None
    if unit is None and is_asked:
        raise UnitOfAnotherForce("That unit is not one of the force that is responsible.")
    return unit


@transaction.atomic
def name_unit(*, case_id: UUID, unit: str, by: Actor, at: datetime, reason: str) -> Responsibility:
    """Name another unit, or none, of the force that investigates. Afterwards it is shown with the case, also to forces.

    Raises UnitOfAnotherForce, NotPermitted, and Responsibility.DoesNotExist before a force is responsible.
    """
    require(by=by, action=Action.ASSIGN)
    case = Case.objects.select_for_update(no_key=True).get(id=case_id)
    current = Responsibility.objects.filter(
        case=case, role=Responsibility.Role.INVESTIGATING, replaced_at__isnull=True, force__isnull=False
    )
    row = current.select_related("force", "unit").get()
    named = unit_of(force=row.force.code if row.force else None, code=unit, is_asked=True)
    if named == row.unit:
        return row
    former = row.unit
    row.unit = named
    row.save(update_fields=["unit"])
    details = {"from": former.code if former else "", "to": named.code if named else ""}
    record(subject=f"case:{case.reference}", verb="unit_named", by=by, at=at, reason=reason, details=details)
    return row
