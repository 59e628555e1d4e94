"""Reports on figures that were built: one's own and those that are shared, and what they may be narrowed to."""

from django.db.models import Q, QuerySet

from hatehub.accounts.actors import Actor
from hatehub.accounts.permissions import require
from hatehub.accounts.roles import Action
from intel.models import BuiltReport, SnapshotCell
from intel.rules.statistics.terms import Dimension, Unit
from intel.selectors.value_names import names_of


def own_or_shared(*, by: Actor) -> QuerySet[BuiltReport]:
    """Return the reports that somebody may see, the newest first. Raises NotPermitted."""
    require(by=by, action=Action.VIEW_STATISTICS)
    seen = Q(built_by=str(by)) | Q(is_shared=True)
    return BuiltReport.objects.filter(seen, removed_at__isnull=True).order_by("-built_at")


def choices_of(unit: Unit, dimension: Dimension) -> list[tuple[str, str]]:
    """Return the values that a dimension has in the newest snapshot, by name: what a report can be narrowed to."""
    table = f"{unit.value}/{dimension.code}"
    cells = SnapshotCell.objects.filter(table=table)
    newest = cells.order_by("-snapshot__taken_at").values_list("snapshot", flat=True).first()
    values = {row[0] for row in cells.filter(snapshot=newest).values_list("values", flat=True).distinct()}
    names = names_of(dimension, values)
    return sorted(names.items(), key=lambda pair: (pair[0] == "", pair[1].casefold()))
