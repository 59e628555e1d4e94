"""Releases of statistics: those that the public sees, and what is read before one is published."""

from django.db.models import QuerySet

from hatehub.accounts.actors import Actor
from hatehub.accounts.permissions import require
from hatehub.accounts.roles import Action
from intel.models import StatisticsRelease

PUBLISHED = StatisticsRelease.State.PUBLISHED


def published() -> QuerySet[StatisticsRelease]:
    """Return what anybody may see, the newest first."""
    return StatisticsRelease.objects.filter(state=PUBLISHED).order_by("-number")


def every(*, by: Actor) -> QuerySet[StatisticsRelease]:
    """Return all releases, the newest first. Raises NotPermitted."""
    require(by=by, action=Action.BUILD_STATISTICS)
    return StatisticsRelease.objects.defer("public").order_by("-id")


def get(*, release_id: int, by: Actor) -> StatisticsRelease:
    """Return one release with its figures. Raises NotPermitted, StatisticsRelease.DoesNotExist."""
    require(by=by, action=Action.BUILD_STATISTICS)
    return StatisticsRelease.objects.get(id=release_id)
