"""What triage puts into the workbench's navigation."""

from collections.abc import Callable

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from hatehub.accounts.actors import Actor
from hatehub.accounts.navigation import NavigationEntry, register_entry
from hatehub.accounts.roles import Action
from triage.selectors import diversions, handovers
from triage.selectors.late import count_late
from triage.selectors.second_readings import count_open
from triage.selectors.time_bars import count_near
from triage.selectors.transfers import count_disputes

Count = Callable[[Actor], int]


def register_all() -> None:
    """Add the pages of triage that do not belong to one case, each for those who may open it."""
    _enter("queues", _("Queues"), url_name="hub_queue", position=10, action=Action.VIEW_CASE)
    _enter("surges", _("Surges"), url_name="hub_surges", position=15, action=Action.VIEW_CASE)
    _enter(
        *("time_limits", _("Time limits")),
        url_name="hub_time_limits",
        position=17,
        action=Action.VIEW_CASE,
        count=_count_near,
    )
    _enter(
        *("second_readings", _("Second readings")),
        url_name="hub_second_readings",
        position=18,
        action=Action.READ_SECOND,
        count=_count_readings,
    )
    _enter("late", _("Late"), url_name="hub_late", position=20, action=Action.VIEW_LATE, count=_count_late)
    _enter(
        *("disputes", _("Disputes")),
        url_name="hub_disputes",
        position=25,
        action=Action.SETTLE_DISPUTE,
        count=_count_disputes,
    )
    _enter("quality", _("Duplicates"), url_name="hub_quality", position=30, action=Action.VIEW_LATE)
    _enter("weights", _("Priorities"), url_name="hub_weights", position=35, action=Action.VIEW_LATE)
    _enter("diverted", _("Diverted"), url_name="hub_diverted", position=40, action=Action.DIVERT, count=_count_to_tell)
    _enter("policy", _("Policy"), url_name="hub_policy", position=90, action=Action.CHANGE_POLICY)


def _enter(
    code: str, text: str | Promise, *, url_name: str, position: int, action: Action, count: Count | None = None
) -> None:
    register_entry(
        NavigationEntry(code=code, text=text, url_name=url_name, position=position, action=action, count=count)
    )


def _count_near(actor: Actor) -> int:
    return count_near(by=actor, at=timezone.now())


def _count_readings(actor: Actor) -> int:
    return count_open(by=actor)


def _count_disputes(actor: Actor) -> int:
    return count_disputes(by=actor)


def _count_late(actor: Actor) -> int:
    at = timezone.now()
    return count_late(by=actor, at=at) + handovers.count_late(by=actor, at=at)


def _count_to_tell(actor: Actor) -> int:
    return diversions.count_to_tell(by=actor)
