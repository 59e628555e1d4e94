"""What forces were asked, what they answered, and what the registrar has to settle."""

from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from hatehub.accounts.actors import Actor
from hatehub.accounts.permissions import require
from hatehub.accounts.roles import Action
from hatehub.reference.models import Force
from reports.models import Case
from reports.rules.workflow import ON_FORCE_SIDE
from triage.models import Responsibility, Transfer

State = Transfer.State
ENDED_BADLY = (State.REFUSED, State.LAPSED)
MOST_DISPUTES = 200


def force_in_charge(*, case: Case) -> Force | None:
    """Return the force that investigates a case, or was last asked to; None before it is decided, or where none is."""
    rows = Responsibility.objects.filter(case=case, role="investigating", replaced_at__isnull=True)
    row = rows.select_related("force").first()
    return row.force if row else None


def inputs_in_force(*, case: Case) -> dict[str, Any]:
    """Return the facts that the decision about a case rests on, as they are stored; empty before it is decided."""
    rows = Responsibility.objects.filter(case=case, role="investigating", replaced_at__isnull=True)
    return rows.values_list("inputs", flat=True).first() or {}


def list_transfers(*, case: Case, by: Actor) -> list[Transfer]:
    """Return what forces were asked about a case, the newest first. Raises NotPermitted."""
    require(by=by, action=Action.VIEW_CASE)
    rows = Transfer.objects.filter(case=case).select_related("from_force", "to_force", "settled_for")
    return list(rows.order_by("-id"))


def open_transfer(*, case: Case) -> Transfer | None:
    """Return what is open of a case: an offer, a transfer, a dispute; None where nothing is."""
    rows = Transfer.objects.filter(case=case, state__in=[State.PROPOSED, State.ESCALATED])
    return rows.select_related("from_force", "to_force").first()


def proposed_to(*, force_code: str | None) -> QuerySet[Transfer]:
    """Return the transfers from other forces that a force has to answer, while the case stands with that other one."""
    return Transfer.objects.filter(
        state=State.PROPOSED,
        from_force__isnull=False,
        to_force__code=force_code,
        case__lead__state__in=[state.value for state in ON_FORCE_SIDE],
        case__merged_into__isnull=True,
    )


def get_transfer(*, transfer_id: int, by: Actor) -> Transfer | None:
    """Return one question to a force with its case, or None. Raises NotPermitted."""
    require(by=by, action=Action.VIEW_CASE)
    rows = Transfer.objects.filter(id=transfer_id).select_related("case__lead__complainant", "from_force", "to_force")
    return rows.first()


def list_disputes(*, by: Actor) -> list[Transfer]:
    """Return up to 200 disputes that wait for the registrar, the one to be settled first. Raises NotPermitted."""
    require(by=by, action=Action.SETTLE_DISPUTE)
    rows = _disputes().select_related("case__lead", "from_force", "to_force")
    return list(rows.order_by("settle_by", "id")[:MOST_DISPUTES])


def open_disputes(*, by: Actor) -> QuerySet[Transfer]:
    """Return the disputes that wait for the registrar. Raises NotPermitted."""
    require(by=by, action=Action.SETTLE_DISPUTE)
    return _disputes()


def get_dispute(*, transfer_id: int, by: Actor) -> Transfer | None:
    """Return one dispute, settled or not, or None. Raises NotPermitted."""
    require(by=by, action=Action.SETTLE_DISPUTE)
    rows = Transfer.objects.filter(id=transfer_id, state__in=[State.ESCALATED, State.SETTLED])
    return rows.select_related("case__lead__complainant", "from_force", "to_force", "settled_for").first()


def forces_concerned(*, dispute: Transfer) -> list[Force]:
    """Return the forces that a dispute is between: that have the case, were asked, and refused or did not answer."""
    rows = Transfer.objects.filter(case=dispute.case_id)
    asked = rows.filter(Q(state__in=ENDED_BADLY) | Q(id=dispute.id)).values_list("to_force_id", "from_force_id")
    ids = {force for pair in asked for force in pair if force}
    return list(Force.objects.filter(id__in=ids, is_active=True).order_by("name"))


def is_late(*, transfer: Transfer, at: datetime) -> bool:
    """Tell whether the force, or the registrar, should have answered by now."""
    by_when = transfer.settle_by if transfer.state == State.ESCALATED else transfer.answer_by
    return by_when is not None and by_when < at


def _disputes() -> QuerySet[Transfer]:
    return Transfer.objects.filter(state=State.ESCALATED)
