"""What all pages of statistics have: the tabs, and of when the numbers are."""

from datetime import timedelta
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from hatehub.accounts.roles import Action, Role, is_allowed
from intel.models import Snapshot
from intel.rules.statistics.topics import TOPICS, Topic

STALE = timedelta(hours=36)


def taken(snapshot: Snapshot | None) -> dict[str, Any]:
    """Return of when the numbers are, and whether the counting has stopped."""
    is_stale = snapshot is not None and snapshot.taken_at < timezone.now() - STALE
    return {"snapshot": snapshot, "is_stale": is_stale}


def statistics_tabs(*, active: str | None, role: Role) -> list[dict[str, Any]]:
    """Return the tabs of all pages of statistics that a role may open."""
    front = {"href": reverse("hub_statistics"), "text": _("Statistics"), "active": active is None}
    topics = [{"href": href_of(each), "text": each.name, "active": active == code} for code, each in TOPICS.items()]
    own = {"href": reverse("hub_own_figures"), "text": _("Your own cases"), "active": active == "own"}
    built = {"href": reverse("hub_built_reports"), "text": _("Reports you build"), "active": active == "built"}
    last = {"href": reverse("hub_snapshots"), "text": _("Reconciliation"), "active": active == "snapshots"}
    tabs = [front, *topics, own, built]
    if is_allowed(role=role, action=Action.BUILD_STATISTICS):
        tabs.append({"href": reverse("hub_releases"), "text": _("Releases"), "active": active == "releases"})
        tabs.append({"href": reverse("hub_research"), "text": _("Research"), "active": active == "research"})
    return [*tabs, last]


def href_of(chosen: Topic) -> str:
    """Return where a question is answered."""
    return reverse("hub_statistics_topic", args=[chosen.code])
