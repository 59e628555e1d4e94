"""The officers' queues: open reports that lead a case, the most urgent first or in another order."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Count, Value

from hatehub.accounts.actors import Actor
from hatehub.accounts.permissions import require
from hatehub.accounts.roles import Action
from hatehub.reference.models import Force, Platform, Strand
from reports.models import Content, Report
from reports.rules.workflow import OPEN_STATES, OWNING_QUEUE, Queue
from triage.models import Priority
from triage.selectors.queue_orders import Order, cursor_after, page_of_ids
from triage.selectors.time_bars import time_bars_of

PAGE = 25


@dataclass(frozen=True, kw_only=True)
class QueuePage:
    """One page of a queue, and the cursor of the next, or None on the last.

    Posts are by report, the first of each; priorities and time bars by case, where there are any.
    """

    reports: list[Report]
    first_posts: dict[UUID, Content]
    priorities: dict[UUID, Priority]
    time_bars: dict[UUID, date]
    following: str | None


def count_queues(*, by: Actor) -> dict[Queue, int]:
    """Return how many reports wait in each queue."""
    require(by=by, action=Action.VIEW_CASE)
    rows = Report.objects.filter(state__in=OPEN_STATES).values_list("state").annotate(n=Count("id"))
    counts = dict.fromkeys(Queue, 0)
    for state, number in rows:
        counts[OWNING_QUEUE[state]] += number
    return counts


def list_queue(*, queue: Queue | None, after: str, by: Actor, order: Order = Order.PRIORITY) -> QueuePage:
    """Return a page of 25 reports of one queue, or of all, in an order; with a fixed number of queries.

    `after` is the cursor that the page before gave; anything else starts at the beginning. What nobody has weighed
    yet comes first in the order by priority, what has no time bar last in the order by that. Raises NotPermitted.
    """
    require(by=by, action=Action.VIEW_CASE)
    states = [state.value for state in OPEN_STATES if queue in (None, OWNING_QUEUE[state])]
    found = page_of_ids(states=states, order=order, after=after, most=PAGE + 1)
    rows = Report.objects.select_related("case").in_bulk(found[:PAGE])
    reports = [rows[report_id] for report_id in found[:PAGE] if report_id in rows]
    cases = [report.case_id for report in reports]
    has_more = len(found) > PAGE and bool(reports)
    return QueuePage(
        reports=reports,
        first_posts={post.report_id: post for post in Content.objects.filter(report__in=reports, position=1)},
        priorities={row.case_id: row for row in Priority.objects.filter(case__in=cases)},
        time_bars=time_bars_of(cases),
        following=cursor_after(reports[-1], order=order) if has_more else None,
    )


def names_of() -> dict[str, dict[str, str]]:
    """Return the names of forces, strands and platforms by code, for pages that show many; with one query."""
    names: dict[str, dict[str, str]] = {"forces": {}, "strands": {}, "platforms": {}}
    forces = Force.objects.values_list(Value("forces"), "code", "short_name")
    strands = Strand.objects.values_list(Value("strands"), "code", "name")
    platforms = Platform.objects.values_list(Value("platforms"), "code", "name")
    for what, code, name in forces.union(strands, platforms, all=True):
        names[what][code] = name
    return names
