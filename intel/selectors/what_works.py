"""What works for which platform: the lines that have ended, counted by platform and method."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import Count, DurationField, ExpressionWrapper, F, FloatField, Q, QuerySet

from hatehub.accounts.actors import Actor
from hatehub.accounts.permissions import require
from hatehub.accounts.roles import Action
from intel.models import Enquiry
from intel.rules.enquiries.steps import Result, State
from intel.rules.trial_shares import Tally
from referrals.selectors.league import Median


@dataclass(frozen=True, kw_only=True)
class Counted:
    """What one method came to: cases, how many had somebody identified, and medians; `cost` is in pence."""

    code: str
    name: str
    tally: Tally
    days: float | None
    cost: int | None


@dataclass(frozen=True, kw_only=True)
class WhatWorks:
    """Methods over all platforms, and by the code of the platform; the most used first."""

    by_method: tuple[Counted, ...]
    by_platform: Mapping[str, tuple[Counted, ...]]


def count(*, by: Actor) -> WhatWorks:
    """Count the lines that have ended, with two statements. Raises NotPermitted.

    A method counts a case once, however often it was tried on it. Methods that cannot identify anybody by themselves
    are left out, and so is what was refused or given up.
    """
    require(by=by, action=Action.VIEW_CASE)
    rows = Enquiry.objects.filter(state=State.ENDED, method__identifies=True)
    by_platform: dict[str, list[Counted]] = {}
    for row in _counted(rows.exclude(platform_code=""), "platform_code"):
        by_platform.setdefault(row["platform_code"], []).append(_as_counted(row))
    return WhatWorks(
        by_method=tuple(_as_counted(row) for row in _counted(rows)),
        by_platform={code: tuple(found) for code, found in sorted(by_platform.items())},
    )


def _counted(rows: QuerySet[Enquiry], *names: str) -> list[dict[str, Any]]:
    span = ExpressionWrapper(F("ended_at") - F("begun_at"), output_field=DurationField())
    identified = Count("case", distinct=True, filter=Q(result=Result.IDENTIFIED))
    grouped = rows.values(*names, "method__code", "method__name").annotate(
        cases=Count("case", distinct=True),
        identified=identified,
        days=Median(span, output_field=DurationField()),
        pence=Median(F("cost"), output_field=FloatField()),
    )
    return list(grouped.order_by(*names, "-cases", "method__code"))


def _as_counted(row: Mapping[str, Any]) -> Counted:
    span: timedelta | None = row["days"]
    return Counted(
        code=row["method__code"],
        name=row["method__name"],
        tally=Tally(identified=row["identified"], cases=row["cases"]),
        days=None if span is None else round(span.total_seconds() / 86400, 1),
        cost=None if row["pence"] is None else round(row["pence"]),
    )
