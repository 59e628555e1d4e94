"""Reading the views that an officer has: own ones, and those of the team."""

from django.db.models import Q

from hatehub.accounts.actors import Actor
from hatehub.accounts.permissions import require
from hatehub.accounts.roles import Action
from triage.models import SavedView

MOST_LISTED = 60


def list_views(*, team: int | None, by: Actor) -> list[SavedView]:
    """Return own views and those shared with one's team, by name, with one query. Raises NotPermitted."""
    require(by=by, action=Action.VIEW_CASE)
    theirs = Q(team=team) if team else Q()
    rows = (
        SavedView.objects.filter(Q(owner=by.user_id) | theirs) if team else SavedView.objects.filter(owner=by.user_id)
    )
    return list(rows.select_related("owner").order_by("name", "id")[:MOST_LISTED])
