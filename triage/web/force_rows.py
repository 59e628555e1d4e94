"""Who is responsible, and what forces were asked, as pages show them."""

from datetime import datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hatehub.accounts.actors import Actor
from hatehub.reference.models import Force
from reports.models import Case
from reports.rules.workflow import State
from triage.models import Transfer
from triage.rules.owning import REGISTRAR, owner_of
from triage.rules.responsibility import HUB, Decision
from triage.selectors.transfers import ENDED_BADLY, force_in_charge, is_late, list_transfers, open_transfer
from triage.web import wording

TRANSFER_STATES: dict[str, str | Promise] = {
    "proposed": gettext_lazy("waits for an answer"),
    "accepted": gettext_lazy("accepted"),
    "refused": gettext_lazy("refused"),
    "lapsed": gettext_lazy("no answer in time"),
    "withdrawn": gettext_lazy("taken back"),
    "escalated": gettext_lazy("with the registrar"),
    "settled": gettext_lazy("settled by the registrar"),
}
ROLES = ("recording", "investigating", "victim_contact")


def decision_rows(decision: Decision) -> list[dict[str, Any]]:
    """Return the three responsibilities of a decision and their owners; names with one query."""
    owners = [getattr(decision, role) for role in ROLES]
    names = dict(Force.objects.filter(code__in=[owner for owner in owners if owner]).values_list("code", "name"))
    return [
        {"key": wording.ROLES[role], "value": _owner_name(owner, names)}
        for role, owner in zip(ROLES, owners, strict=True)
    ]


def names_in(decision: Decision) -> dict[str, str]:
    """Return the names of the forces that a decision names, by their codes."""
    owners = [owner for owner in (getattr(decision, role) for role in ROLES) if owner]
    return dict(Force.objects.filter(code__in=owners).values_list("code", "name"))


def _owner_name(owner: str | None, names: dict[str, str]) -> str:
    if owner is None:
        return _("nobody")
    return _("the hub") if owner == HUB else names.get(owner, owner)


def owner_name(case: Case) -> str:
    """Return who has to act on a case now; empty where nobody has to."""
    waiting = open_transfer(case=case)
    force = force_in_charge(case=case)
    owner = owner_of(
        State(case.lead.state),
        investigating=force.code if force else None,
        is_disputed=waiting is not None and waiting.state == Transfer.State.ESCALATED,
    )
    if owner is None:
        return ""
    if owner.who == REGISTRAR:
        return _("the registrar")
    return force.name if force and owner.who == force.code else _("the hub")


def asked_rows(case: Case, *, by: Actor, at: datetime) -> list[dict[str, Any]]:
    """Return what forces were asked about a case, the newest first; the newest may be taken to the registrar."""
    rows = list_transfers(case=case, by=by)
    return [_asked(row, at=at, is_newest=place == 0) for place, row in enumerate(rows)]


def _asked(row: Transfer, *, at: datetime, is_newest: bool) -> dict[str, Any]:
    return {
        "row": row,
        "what": _("Offered by the hub") if row.is_offer else _("Transfer from %s") % row.from_force,
        "force": row.to_force.name,
        "state": TRANSFER_STATES[row.state],
        "clock": _clock(row, at=at),
        "is_late": is_late(transfer=row, at=at) and row.state in (Transfer.State.PROPOSED, Transfer.State.ESCALATED),
        "is_proposed": row.state == Transfer.State.PROPOSED and not row.is_offer,
        "may_escalate": is_newest and row.state in ENDED_BADLY,
    }


def _clock(row: Transfer, *, at: datetime) -> str:
    if row.state == Transfer.State.ESCALATED:
        return wording.clock(row.settle_by, at=at)
    return wording.clock(row.answer_by, at=at) if row.state == Transfer.State.PROPOSED else ""
