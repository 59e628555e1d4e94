"""What became of the cases that one officer had: from the facts of the last night, for that officer alone."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Aggregate, Count, FloatField, Q

from hatehub.accounts.actors import Actor
from hatehub.accounts.permissions import require
from hatehub.accounts.roles import Action
from intel.models import ReportFact
from triage.models import Claim

MINUTES_A_DAY = 24 * 60


class Median(Aggregate):
    """The number of which half of the others are larger; PostgreSQL's PERCENTILE_CONT."""

    function = "PERCENTILE_CONT"
    template = "%(function)s(0.5) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = FloatField()


@dataclass(frozen=True, kw_only=True)
class OwnMonth:
    """Cases that an officer had at any time and whose first report came in one month.

    `days_to_decision` is the median of those decided, in days; None where none is.
    """

    month: date
    cases: int
    reports: int
    decided: int
    accepted: int
    removed: int
    days_to_decision: float | None


@dataclass(frozen=True, kw_only=True)
class OwnFigures:
    """The months in which there was a case, in order, and how many of all the cases stand at each stage."""

    months: list[OwnMonth]
    stages: Mapping[str, int]


def own_figures(*, by: Actor, since: date, until: date) -> OwnFigures:
    """Return what became of the cases that the actor had, two queries. Raises NotPermitted.

    A case that is merged into another is counted where the actor had that one. Nobody can ask for somebody else's:
    there is no parameter for it, so that these figures cannot become a league table.
    """
    require(by=by, action=Action.VIEW_STATISTICS)
    had = Claim.objects.filter(officer=by.user_id).values("case")
    facts = ReportFact.objects.filter(case_id__in=had, month__gte=since, month__lt=until)
    leads = Q(leads=True)
    counted = (
        facts.values_list("month")
        .order_by("month")
        .annotate(
            cases=Count("pk", filter=leads),
            reports=Count("pk"),
            decided=Count("pk", filter=leads & Q(to_decided__isnull=False)),
            accepted=Count("pk", filter=leads & Q(to_accepted__isnull=False)),
            removed=Count("pk", filter=leads & Q(takedown="removed")),
            minutes=Median("to_decided", filter=leads),
        )
    )
    months = [_month(row) for row in counted]
    stages = facts.filter(leads).values("stage").annotate(number=Count("pk")).values_list("stage", "number")
    return OwnFigures(months=months, stages=dict(stages.order_by("stage")))


def _month(row: tuple[Any, ...]) -> OwnMonth:
    month, cases, reports, decided, accepted, removed, minutes = row
    days = None if minutes is None else round(minutes / MINUTES_A_DAY, 1)
    return OwnMonth(
        month=month,
        cases=cases,
        reports=reports,
        decided=decided,
        accepted=accepted,
        removed=removed,
        days_to_decision=days,
    )
