"""Reads who looked complainants up how often, and what of it is unusual."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Min, Q, QuerySet

from hatehub.accounts.actors import Actor
from hatehub.accounts.models import User
from hatehub.accounts.permissions import require
from hatehub.accounts.roles import Action
from triage.models import ContactLookUp
from triage.rules.looking_up import WEEK_DAYS, WEEKS_BEFORE, Counted, Sign, of_others, signs

WEEK = timedelta(days=WEEK_DAYS)


@dataclass(frozen=True, kw_only=True)
class Looker:
    """Somebody who looked complainants up, how often, and compared with what that is unusual."""

    user: User
    counted: Counted
    others: float | None
    signs: list[Sign]


def list_lookers(*, by: Actor, at: datetime) -> list[Looker]:
    """Return who looked anybody up in the last eight weeks: the unusual first, then by how often; with two queries.

    Raises NotPermitted.
    """
    require(by=by, action=Action.VIEW_LOOK_UPS)
    counts = _counts(at)
    people = User.objects.in_bulk(counts)
    lookers = [_looker(people[key], counts) for key in counts]
    return sorted(lookers, key=lambda each: (not each.signs, -each.counted.recent, each.user.username))


def look_ups_of(user: User, *, by: Actor, at: datetime) -> QuerySet[ContactLookUp]:
    """Return what somebody looked up in the last eight weeks, the newest first. Raises NotPermitted."""
    require(by=by, action=Action.VIEW_LOOK_UPS)
    return ContactLookUp.objects.filter(user=user, at__gte=_beginning(at)).order_by("-at", "-id")


def _counts(at: datetime) -> dict[int, Counted]:
    since = at - WEEK
    rows = (
        ContactLookUp.objects.filter(at__gte=_beginning(at))
        .values("user")
        .annotate(recent=Count("id", filter=Q(at__gte=since)), earlier=Count("id", filter=Q(at__lt=since)))
        .annotate(first=Min("at"))
    )
    return {
        row["user"]: Counted(recent=row["recent"], earlier=row["earlier"], weeks=_weeks(row["first"], since))
        for row in rows
    }


def _weeks(first: datetime, since: datetime) -> int:
    """Return the weeks, begun ones included, between somebody's first look-up and the last seven days."""
    return max(0, min(WEEKS_BEFORE, -((first - since) // WEEK)))


def _beginning(at: datetime) -> datetime:
    return at - WEEK * (WEEKS_BEFORE + 1)


def _looker(user: User, counts: dict[int, Counted]) -> Looker:
    others = of_others([counted.recent for key, counted in counts.items() if key != user.pk])
    return Looker(user=user, counted=counts[user.pk], others=others, signs=signs(counts[user.pk], others=others))
