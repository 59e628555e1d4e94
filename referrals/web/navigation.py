"""What referrals puts into the workbench's navigation."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hatehub.accounts.actors import Actor
from hatehub.accounts.navigation import NavigationEntry, register_entry
from hatehub.accounts.roles import Action
from referrals.selectors import stamps


def register_all() -> None:
    """Add the page of time stamps that do not come, for supervisors, where an authority is configured."""
    if not settings.TIME_STAMP_AUTHORITIES:
        return
    register_entry(
        NavigationEntry(
            code="late_stamps",
            text=_("Time stamps"),
            url_name="hub_late_stamps",
            position=42,
            action=Action.VIEW_LATE,
            waiting=_waiting,
        )
    )


def _waiting(actor: Actor) -> Sequence[QuerySet[Any]]:
    return [stamps.overdue(by=actor, at=timezone.now())]
