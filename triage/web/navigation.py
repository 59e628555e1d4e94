"""What triage puts into the workbench's navigation."""

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from hatehub.accounts.actors import Actor
from hatehub.accounts.navigation import NavigationEntry, Waiting, register_entry
from hatehub.accounts.roles import Action
from reports.selectors.quarantine import in_quarantine
from triage.selectors import access_requests, diversions, handovers
from triage.selectors.late import late_rows
from triage.selectors.my_day import end_of_day, waiting_rows
from triage.selectors.retention import due_rows, proposed_rows, waiting_requests
from triage.selectors.second_readings import open_readings
from triage.selectors.time_bars import near_bars
from triage.selectors.transfers import open_disputes

KEYS = {
    "my_day": "g m",
    "queues": "g q",
    "figures": "g o",
    "search": "g s",
    "hand_over": "g h",
    "surges": "g u",
    "time_limits": "g t",
    "second_readings": "g r",
    "late": "g l",
    "disputes": "g d",
    "quality": "g p",
    "weights": "g w",
    "diverted": "g v",
    "policy": "g y",
}
"""The pair of keys that follows each entry."""


def register_all() -> None:
    """Add the pages of triage that do not belong to one case, each for those who may open it."""
    _enter("my_day", _("My day"), url_name="hub_my_day", position=5, action=Action.WORK_TASKS, waiting=_my_day)
    _enter("queues", _("Queues"), url_name="hub_queue", position=10, action=Action.VIEW_CASE)
    _enter("hand_over", _("Hand over"), url_name="hub_hand_over", position=19, action=Action.CLAIM)
    _enter("search", _("Search"), url_name="hub_search", position=12, action=Action.VIEW_CASE)
    _enter("figures", _("Overview"), url_name="hub_figures", position=12, action=Action.VIEW_FIGURES)
    _enter("surges", _("Surges"), url_name="hub_surges", position=15, action=Action.VIEW_CASE)
    _enter(
        *("time_limits", _("Time limits")),
        url_name="hub_time_limits",
        position=17,
        action=Action.VIEW_CASE,
        waiting=_near,
    )
    _enter(
        *("second_readings", _("Second readings")),
        url_name="hub_second_readings",
        position=18,
        action=Action.READ_SECOND,
        waiting=_readings,
    )
    _enter("late", _("Late"), url_name="hub_late", position=20, action=Action.VIEW_LATE, waiting=_late)
    _enter(
        *("disputes", _("Disputes")),
        url_name="hub_disputes",
        position=25,
        action=Action.SETTLE_DISPUTE,
        waiting=_disputes,
    )
    _enter("quality", _("Duplicates"), url_name="hub_quality", position=30, action=Action.VIEW_LATE)
    _enter("look_ups", _("Look-ups"), url_name="hub_look_ups", position=36, action=Action.VIEW_LOOK_UPS)
    _enter(
        *("access_requests", _("Access requests")),
        url_name="hub_access_requests",
        position=41,
        action=Action.PREPARE_ACCESS,
        waiting=_asked_for,
    )
    _enter("weights", _("Priorities"), url_name="hub_weights", position=35, action=Action.VIEW_LATE)
    _enter("replies", _("Replies"), url_name="hub_replies", position=37, action=Action.EDIT_REPLIES)
    _enter("diverted", _("Diverted"), url_name="hub_diverted", position=40, action=Action.DIVERT, waiting=_to_tell)
    _enter(
        *("quarantine", _("Quarantine")),
        url_name="hub_quarantine",
        position=42,
        action=Action.RELEASE_EXHIBIT,
        waiting=_quarantined,
    )
    _enter(
        *("retention", _("Retention")),
        url_name="hub_retention",
        position=44,
        action=Action.VIEW_RETENTION,
        waiting=_to_review,
    )
    _enter("bulk", _("Bulk work"), url_name="hub_bulk_runs", position=38, action=Action.CLAIM)
    _enter("policy", _("Policy"), url_name="hub_policy", position=90, action=Action.CHANGE_POLICY)


def _enter(
    code: str, text: str | Promise, *, url_name: str, position: int, action: Action, waiting: Waiting | None = None
) -> None:
    key = KEYS.get(code, "")
    entry = NavigationEntry(
        code=code, text=text, url_name=url_name, position=position, action=action, waiting=waiting, key=key
    )
    register_entry(entry)


def _my_day(actor: Actor) -> Sequence[QuerySet[Any]]:
    return waiting_rows(by=actor, before=end_of_day(timezone.now()))


def _near(actor: Actor) -> Sequence[QuerySet[Any]]:
    return [near_bars(by=actor, at=timezone.now())]


def _readings(actor: Actor) -> Sequence[QuerySet[Any]]:
    return open_readings(by=actor)


def _disputes(actor: Actor) -> Sequence[QuerySet[Any]]:
    return [open_disputes(by=actor)]


def _asked_for(actor: Actor) -> Sequence[QuerySet[Any]]:
    return [access_requests.waiting(by=actor)]


def _late(actor: Actor) -> Sequence[QuerySet[Any]]:
    at = timezone.now()
    return [*late_rows(by=actor, at=at), handovers.late_rows(by=actor, at=at)]


def _to_tell(actor: Actor) -> Sequence[QuerySet[Any]]:
    return [diversions.things_to_tell(by=actor)]


def _quarantined(actor: Actor) -> Sequence[QuerySet[Any]]:
    return [in_quarantine(by=actor)]


def _to_review(actor: Actor) -> Sequence[QuerySet[Any]]:
    return [due_rows(by=actor), proposed_rows(by=actor), waiting_requests(by=actor)]
