"""Reading what lies in quarantine."""

from django.db.models import QuerySet

from hatehub.accounts.actors import Actor
from hatehub.accounts.permissions import require
from hatehub.accounts.roles import Action
from reports.models import Evidence

MOST_LISTED = 50


def in_quarantine(*, by: Actor) -> QuerySet[Evidence]:
    """Return the exhibits that wait for a supervisor. Raises NotPermitted."""
    require(by=by, action=Action.RELEASE_EXHIBIT)
    return Evidence.objects.filter(quarantined_at__isnull=False)


def list_quarantined(*, by: Actor) -> list[Evidence]:
    """Return up to 50 exhibits in quarantine with their cases, the longest waiting first. Raises NotPermitted."""
    rows = in_quarantine(by=by).select_related("report__case")
    return list(rows.order_by("quarantined_at", "id")[:MOST_LISTED])
