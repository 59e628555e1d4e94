"""Acting on a case only as it stood when somebody of a force opened the page."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from django.db import transaction

from hatehub.accounts.actors import Actor
from referrals.models import FeedEntry
from referrals.selectors.feed import version_for
from referrals.selectors.force_cases import get_case
from referrals.services import feeding
from reports.models import Case

Done = TypeVar("Done")
NO_MATTER = ("question_answered", "people_told", "takedown", "reminder", "time_bar_near")
"""Changes that no decision of a force rests on."""
MOST_TOLD = 10


@dataclass(frozen=True, kw_only=True)
class Seen:
    """How a case stood on a page: its version, as the feed tells it, and when the page was made."""

    version: int
    at: datetime


class ChangedSince(Exception):
    """The case has changed since the page was opened; `changes` are the words of the feed with their times."""

    def __init__(self, changes: list[tuple[str, datetime]]) -> None:
        super().__init__("The case has changed since you opened this page.")
        self.changes = changes


def see(*, case: Case, by: Actor, at: datetime) -> Seen:
    """Return how a case stands for the actor's force now."""
    return Seen(version=version_for(case=case, by=by), at=at)


@transaction.atomic
def act_as_seen(*, reference: str, seen: Seen, by: Actor, act: Callable[[], Done]) -> Done:
    """Call `act` where nothing of weight has happened to a case since it was seen, and return what it returns.

    The case stays locked meanwhile. What happened before the page was made is on it, also where the feed told it
    later. Raises ChangedSince, CaseNotFound, and what `act` does.
    """
    case = get_case(reference=reference, by=by)
    Case.objects.select_for_update(no_key=True, of=("self",)).get(id=case.id)
    feeding.number_entries()
    told = FeedEntry.objects.filter(case=case, force__code=by.force_code, position__gt=seen.version, at__gte=seen.at)
    changes = list(told.exclude(change__in=NO_MATTER).order_by("-position").values_list("change", "at")[:MOST_TOLD])
    if changes:
        raise ChangedSince(changes)
    return act()
