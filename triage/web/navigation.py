"""What triage puts into the workbench's navigation."""

from django.utils import timezone
from django.utils.translation import gettext_lazy

from hatehub.accounts.actors import Actor
from hatehub.accounts.navigation import NavigationEntry, register_entry
from hatehub.accounts.roles import Action
from triage.selectors.late import count_late
from triage.selectors.time_bars import count_near


def register_all() -> None:
    """Add the pages of triage that do not belong to one case, each for those who may open it."""
    register_entry(
        NavigationEntry(
            code="queues", text=gettext_lazy("Queues"), url_name="hub_queue", position=10, action=Action.VIEW_CASE
        )
    )
    register_entry(
        NavigationEntry(
            code="surges",
            text=gettext_lazy("Surges"),
            url_name="hub_surges",
            position=15,
            action=Action.VIEW_CASE,
        )
    )
    register_entry(
        NavigationEntry(
            code="time_limits",
            text=gettext_lazy("Time limits"),
            url_name="hub_time_limits",
            position=17,
            action=Action.VIEW_CASE,
            count=_count_near,
        )
    )
    register_entry(
        NavigationEntry(
            code="quality",
            text=gettext_lazy("Duplicates"),
            url_name="hub_quality",
            position=30,
            action=Action.VIEW_LATE,
        )
    )
    register_entry(
        NavigationEntry(
            code="weights",
            text=gettext_lazy("Priorities"),
            url_name="hub_weights",
            position=35,
            action=Action.VIEW_LATE,
        )
    )
    register_entry(
        NavigationEntry(
            code="late",
            text=gettext_lazy("Late"),
            url_name="hub_late",
            position=20,
            action=Action.VIEW_LATE,
            count=_count_late,
        )
    )
    register_entry(
        NavigationEntry(
            code="policy",
            text=gettext_lazy("Policy"),
            url_name="hub_policy",
            position=90,
            action=Action.CHANGE_POLICY,
        )
    )


def _count_near(actor: Actor) -> int:
    return count_near(by=actor, at=timezone.now())


def _count_late(actor: Actor) -> int:
    return count_late(by=actor, at=timezone.now())
