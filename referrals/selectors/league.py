"""Counting what platforms did with requests to remove: by platform and by strand, in the database."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from importlib.resources import files
from typing import Any

from django.db.models import (
    Aggregate,
    Case,
    CharField,
    Count,
    DateTimeField,
    DurationField,
    ExpressionWrapper,
    F,
    Func,
    Q,
    QuerySet,
    When,
)

from hatehub.accounts.actors import Actor
from hatehub.accounts.permissions import require
from hatehub.accounts.roles import Action
from referrals.models import Takedown
from referrals.rules.takedowns.league import Tally
from referrals.rules.takedowns.steps import WITH_PLATFORM, Asked, State

DAY = timedelta(hours=24)


class Median(Aggregate):
    """The median of what is there; nulls do not count."""

    function = "percentile_cont"
    template = "%(function)s(0.5) WITHIN GROUP (ORDER BY %(expressions)s)"


@dataclass(frozen=True, kw_only=True)
class League:
    """What was counted: all together, by the code of the platform, and by that of the strand."""

    whole: Tally
    by_platform: Mapping[str, Tally]
    by_strand: Mapping[str, Tally]


@dataclass(frozen=True, kw_only=True)
class Published:
    """Figures that others have published, as shares in per cent from year to year, with where they are from."""

    source: str
    basis: str
    reviewed_in_day: tuple[int, int]
    removed: tuple[int, int]


def count(*, since: datetime | None, by: Actor, at: datetime) -> League:
    """Count the requests to remove that were sent since then, with three statements. Raises NotPermitted.

    A request counts for each strand that the report named by which it was drafted; so those of strands add up to more.
    """
    require(by=by, action=Action.ASK_TAKEDOWN)
    rows = Takedown.objects.filter(action=Asked.REMOVE, sent_at__isnull=False, sent_at__lte=at)
    if since is not None:
        rows = rows.filter(sent_at__gte=since)
    strand = Func(F("report__strands"), function="unnest", output_field=CharField())
    measures = _measures(at=at)
    return League(
        whole=_tally(rows.aggregate(**measures)),
        by_platform=_by(rows, "platform_code", measures),
        by_strand=_by(rows.annotate(strand=strand), "strand", measures),
    )


@cache
def published() -> Published:
    """Return what the EU's code of conduct has published."""
    data = json.loads(files("referrals.data").joinpath("code_of_conduct.json").read_text(encoding="utf-8"))
    ranges = {name: (data[name][0], data[name][1]) for name in ("reviewed_in_day", "removed")}
    return Published(source=data["source"], basis=data["basis"], **ranges)


def _by(rows: QuerySet[Takedown], name: str, measures: Mapping[str, Any]) -> dict[str, Tally]:
    grouped = rows.values(name).annotate(**measures).order_by(name)
    return {row.pop(name): _tally(row) for row in grouped}


def _tally(row: dict[str, Any]) -> Tally:
    answer, removal = _hours(row.pop("hours_to_answer")), _hours(row.pop("hours_to_removal"))
    return Tally(**row, hours_to_answer=answer, hours_to_removal=removal)


def _hours(span: timedelta | None) -> float | None:
    return round(span.total_seconds() / 3600, 1) if span is not None else None


def _measures(*, at: datetime) -> dict[str, Any]:
    """Return what is counted of a group of requests."""
    waiting = [state.value for state in WITH_PLATFORM]
    seen_gone = Q(state=State.REMOVED, confirmed_at__isnull=False)
    # A request of today that is answered would count, and one that is not would not: neither does.
    is_aged = Q(sent_at__lte=at - DAY)
    in_day = is_aged & Q(first_answer_at__lte=F("sent_at") + DAY)
    # A claim that was never belied is when it was removed; else it is when it was first seen gone.
    removed_at = Case(
        When(belied_at__isnull=True, claimed_at__lt=F("first_gone_at"), then=F("claimed_at")),
        default=F("first_gone_at"),
        output_field=DateTimeField(),
    )
    return {
        "asked": Count("id"),
        "aged": Count("id", filter=is_aged),
        "answered_in_day": Count("id", filter=in_day),
        "removed": Count("id", filter=seen_gone),
        "unseen": Count("id", filter=Q(state=State.REMOVED, confirmed_at__isnull=True)),
        "again": Count("id", filter=Q(state=State.REAPPEARED)),
        "restricted": Count("id", filter=Q(state=State.RESTRICTED)),
        "refused": Count("id", filter=Q(state=State.REFUSED)),
        "no_answer": Count("id", filter=Q(state=State.NO_ANSWER)),
        "waiting": Count("id", filter=Q(state__in=waiting)),
        "belied": Count("id", filter=Q(belied_at__isnull=False)),
        "hours_to_answer": Median(_span(F("first_answer_at")), output_field=DurationField()),
        "hours_to_removal": Median(_span(removed_at), filter=seen_gone, output_field=DurationField()),
    }


def _span(end: Any) -> Any:
    return ExpressionWrapper(end - F("sent_at"), output_field=DurationField())
