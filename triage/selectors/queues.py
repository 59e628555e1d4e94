"""The officers' queues: open reports that lead a case, the most urgent first."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, Value

from hatehub.accounts.actors import Actor
from hatehub.accounts.permissions import require
from hatehub.accounts.roles import Action
from hatehub.reference.models import Force, Platform, Strand
from reports.models import Content, Report
from reports.rules.workflow import OPEN_STATES, OWNING_QUEUE, Queue
from triage.selectors.keyset import cursor_of, rows_after

PAGE = 25


@dataclass(frozen=True, kw_only=True)
class QueuePage:
    """One page of a queue with each report's first post, and the cursor of the next, or None on the last."""

    reports: list[Report]
    first_posts: dict[UUID, Content]
    following: str | None


def count_queues(*, by: Actor) -> dict[Queue, int]:
    """Return how many reports wait in each queue."""
    require(by=by, action=Action.VIEW_CASE)
    rows = Report.objects.filter(state__in=OPEN_STATES).values_list("state").annotate(n=Count("id"))
    counts = dict.fromkeys(Queue, 0)
    for state, number in rows:
        counts[OWNING_QUEUE[state]] += number
    return counts


def list_queue(*, queue: Queue | None, after: str, by: Actor) -> QueuePage:
    """Return a page of 25 reports of one queue, or of all, in order of their clock.

    `after` is the cursor that the page before gave; anything else starts at the beginning.
    """
    require(by=by, action=Action.VIEW_CASE)
    states = [state.value for state in OPEN_STATES if queue in (None, OWNING_QUEUE[state])]
    rows = rows_after(Report.objects.filter(state__in=states), after, moment="due_at", read_key=UUID)
    found = list(rows.select_related("case")[: PAGE + 1])
    reports = found[:PAGE]
    posts = Content.objects.filter(report__in=reports, position=1)
    following = cursor_of(reports[-1].due_at, reports[-1].id) if len(found) > PAGE else None
    return QueuePage(reports=reports, first_posts={post.report_id: post for post in posts}, following=following)


def names_of() -> dict[str, dict[str, str]]:
    """Return the names of forces, strands and platforms by code, for pages that show many; with one query."""
    names: dict[str, dict[str, str]] = {"forces": {}, "strands": {}, "platforms": {}}
    forces = Force.objects.values_list(Value("forces"), "code", "short_name")
    strands = Strand.objects.values_list(Value("strands"), "code", "name")
    platforms = Platform.objects.values_list(Value("platforms"), "code", "name")
    for what, code, name in forces.union(strands, platforms, all=True):
        names[what][code] = name
    return names
