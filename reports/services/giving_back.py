"""What a report gets back when it leaves a case: its gate of being told, and no notice of decisions on the others."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from hatehub.accounts.actors import Actor
from hatehub.audit.services import Note, record_many
from reports.models import DecisionNotice, Gate, Report

TOLD = "complainant_told"
"""The one gate that decisions on a case mark for each of its reports; the others are marked by hand."""
WHY = "taken out of the case that was decided"


def gates_to_keep(*, reports: Collection[UUID]) -> dict[UUID, dict[str, Any]]:
    """Return how the gate of being told stands for each report, in primitives, to be given back by `give_back`."""
    gates = Gate.objects.filter(report__in=reports, name=TOLD)
    return {
        gate.report_id: {
            "state": str(gate.state),
            "reason": gate.reason,
            "marked_at": gate.marked_at.isoformat() if gate.marked_at else None,
        }
        for gate in gates
    }


def give_back(
    *, gates: Mapping[UUID, dict[str, Any]], own_leads: Mapping[UUID, Collection[str]], by: Actor, at: datetime
) -> None:
    """Give reports back how their gate of being told stood, and take away what they were still to be told.

    `own_leads` are, for each report, the references of the reports whose decisions are its own. A decision on any
    other is not on this report any more: its notice goes where it was not told yet, and stays as history where it was.
    """
    references = dict(Report.objects.filter(id__in=own_leads).values_list("id", "reference"))
    notes = [*_give_back_gates(gates, references), *_take_away_notices(own_leads, references)]
    if notes:
        record_many(notes=notes, by=by, at=at)


def _give_back_gates(gates: Mapping[UUID, dict[str, Any]], references: Mapping[UUID, str]) -> list[Note]:
    changed = []
    for gate in Gate.objects.filter(report__in=gates, name=TOLD).order_by("report_id").select_for_update():
        kept = gates[gate.report_id]
        if gate.state != kept["state"]:
            gate.state, gate.reason = kept["state"], kept["reason"]
            gate.marked_at = datetime.fromisoformat(kept["marked_at"]) if kept["marked_at"] else None
            changed.append(gate)
    Gate.objects.bulk_update(changed, ["state", "reason", "marked_at"], batch_size=500)
    return [
        Note(
            subject=f"report:{references[gate.report_id]}",
            verb=f"gate_{gate.state}",
            reason=WHY,
            details={"gate": TOLD},
        )
        for gate in changed
    ]


def _take_away_notices(own_leads: Mapping[UUID, Collection[str]], references: Mapping[UUID, str]) -> list[Note]:
    waiting = DecisionNotice.objects.filter(report__in=own_leads, told_at__isnull=True).select_related("entry")
    fallen = [row for row in waiting if row.entry.key.partition(":")[0] not in own_leads[row.report_id]]
    DecisionNotice.objects.filter(id__in=[row.id for row in fallen]).delete()
    return [
        Note(
            subject=f"report:{references[row.report_id]}",
            verb="decision_not_theirs",
            reason=WHY,
            details={"step": row.step, "version": row.report_version, "tell_by": row.tell_by.isoformat()},
        )
        for row in fallen
    ]
