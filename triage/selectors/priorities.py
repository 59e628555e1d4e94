"""Reading priorities: of one case, and how many open cases are in each band."""

from dataclasses import dataclass

from django.db.models import Count, Q

from hatehub.accounts.actors import Actor
from hatehub.accounts.permissions import require
from hatehub.accounts.roles import Action
from reports.models import Case, Report
from reports.rules.workflow import OPEN_STATES
from triage.models import Priority
from triage.rules.priority import place_of
from triage.rules.priority_table import BANDS, MOST_POINTS, Band, PriorityTable
from triage.selectors.priority_tables import get_priority_table


@dataclass(frozen=True, kw_only=True)
class Weights:
    """The table in force, how many open cases stand in each band, how many wait to be weighed, and are set by hand."""

    table: PriorityTable
    cases: dict[Band, int]
    unweighed: int
    by_hand: int


def find_priority(*, case: Case) -> Priority | None:
    """Return the priority of a case; None before it was weighed."""
    return Priority.objects.filter(case=case).first()


def get_weights(*, by: Actor) -> Weights:
    """Return the weights in force and what they make of the open cases, with two queries. Raises NotPermitted."""
    require(by=by, action=Action.VIEW_CASE)
    counts = {band.value: Count("id", filter=_stands_in(band)) for band in BANDS}
    reports = Report.objects.filter(state__in=OPEN_STATES)
    found = reports.aggregate(unweighed=Count("id", filter=Q(queue_place=0)), **counts)
    by_hand = Priority.objects.exclude(overridden_band="").filter(changes_at__isnull=False)
    return Weights(
        table=get_priority_table(),
        cases={band: found[band.value] for band in BANDS},
        unweighed=found["unweighed"],
        by_hand=by_hand.count(),
    )


def _stands_in(band: Band) -> Q:
    first, last = (place_of(band=band, score=score) for score in (MOST_POINTS, 0))
    return Q(queue_place__range=(first, last))
