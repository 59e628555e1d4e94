"""What guidance puts into the workbench's navigation."""

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hatehub.accounts.actors import Actor
from hatehub.accounts.navigation import NavigationEntry, register_entry
from hatehub.accounts.roles import Action, is_allowed
from intel.selectors.guidance import overdue, to_review
from triage.selectors.time_bars import local_day


def register_all() -> None:
    """Add guidance and the practice board."""
    register_entry(
        NavigationEntry(
            code="guidance",
            text=_("Guidance"),
            url_name="hub_guidance",
            position=30,
            action=Action.WRITE_GUIDANCE,
            waiting=_waiting,
        )
    )
    register_entry(
        NavigationEntry(
            code="practice",
            text=_("What led to results"),
            url_name="hub_practice",
            position=31,
            action=Action.WRITE_GUIDANCE,
        )
    )


def _waiting(actor: Actor) -> Sequence[QuerySet[Any]]:
    """Return what waits for a supervisor: drafts of others, and what should have been looked at again."""
    if not is_allowed(role=actor.role, action=Action.REVIEW_GUIDANCE):
        return []
    return [to_review(by=actor), overdue(by=actor, today=local_day(timezone.now()))]
