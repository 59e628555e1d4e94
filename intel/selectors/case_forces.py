"""Which forces record or investigate cases."""

from collections.abc import Collection
from uuid import UUID

from triage.models import Responsibility

WHOLE = (Responsibility.Role.RECORDING, Responsibility.Role.INVESTIGATING)
"""The parts in which a force has the whole of a case."""


def forces_of(*, cases: Collection[UUID], field: str) -> dict[UUID, list[str]]:
    """Return by case what a field of its forces says, `code` or a name, each once and in order: one statement."""
    rows = Responsibility.objects.filter(case__in=cases, replaced_at__isnull=True, force__isnull=False, role__in=WHOLE)
    found: dict[UUID, list[str]] = {}
    for case_id, said in rows.order_by(f"force__{field}").values_list("case", f"force__{field}").distinct():
        found.setdefault(case_id, []).append(said)
    return found
