"""Reading gates."""

from uuid import UUID

from reports.models import Gate


def gate_states(*, report_id: UUID) -> dict[str, str]:
    """Return the state of each gate of a report, by name."""
    return dict(Gate.objects.filter(report_id=report_id).values_list("name", "state"))


def list_gates(*, report_id: UUID) -> list[Gate]:
    """Return the gates of a report in the order of the policy."""
    return list(Gate.objects.filter(report_id=report_id).order_by("id"))
