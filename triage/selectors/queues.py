"""The officers' lists of cases: whatever is asked of them, in every order, page by page."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import F, FilteredRelation, Q, QuerySet, Value

from hatehub.accounts.actors import Actor
from hatehub.accounts.permissions import require
from hatehub.accounts.roles import Action
from hatehub.accounts.selectors import case_workers
from hatehub.reference.models import Force, Platform, Strand
from reports.models import Content, Report
from triage.rules.queue_filter import Filter, Order
from triage.selectors.queue_walks import count_each, cursor_after, ids_of_all, page_of_ids

PAGE = 25
COUNTED = 200
"""A list is counted as far as this: more is more than anybody can work off today, and is said so."""
MOST = 5000


@dataclass(frozen=True, kw_only=True)
class QueuePage:
    """One page of a list, and the cursor of the next, or None on the last.

    Posts are by report, the first of each; owners by case, where somebody has claimed it. Each report has its case at
    hand, with its priority where it was weighed.
    """

    reports: list[Report]
    first_posts: dict[UUID, Content]
    owners: dict[UUID, str]
    following: str | None


def list_cases(*, wanted: Filter, order: Order = Order.PRIORITY, after: str = "", by: Actor) -> QueuePage:
    """Return a page of 25 of what is asked for, in an order, with at most two queries.

    `after` is the cursor that the page before gave; anything else starts at the beginning. What nobody has weighed
    yet comes first in the order by priority, what has no time bar last in the order by that. Raises NotPermitted.
    """
    require(by=by, action=Action.VIEW_CASE)
    found = page_of_ids(wanted=wanted, order=order, after=after, most=PAGE + 1)
    page = page_of(report_ids=found[:PAGE], by=by)
    has_more = len(found) > PAGE and bool(page.reports)
    following = cursor_after(page.reports[-1], order=order) if has_more else None
    return QueuePage(reports=page.reports, first_posts=page.first_posts, owners=page.owners, following=following)


def page_of(*, report_ids: list[UUID], by: Actor) -> QueuePage:
    """Return what a list shows of these reports, in their order, with one query. Raises NotPermitted."""
    require(by=by, action=Action.VIEW_CASE)
    rows = _rows().in_bulk(report_ids)
    reports = [rows[report_id] for report_id in report_ids if report_id in rows]
    return QueuePage(
        reports=reports,
        first_posts={report.id: _first_post(report) for report in reports if report.post_platform is not None},
        owners={report.case_id: report.owner for report in reports if report.owner},
        following=None,
    )


def _rows() -> QuerySet[Any]:
    """Return reports with their case, its priority and owner, and their first post, joined: one query for a page."""
    first = FilteredRelation("contents", condition=Q(contents__position=1))
    held = FilteredRelation("case__claims", condition=Q(case__claims__ended_at__isnull=True))
    rows = Report.objects.select_related("case__priority").defer(*SEALED)
    return rows.alias(first=first, held=held).annotate(
        post_platform=F("first__platform_code"),
        post_words=F("first__sealed_words"),
        post_diverted=F("first__diverted_as"),
        owner=F("held__officer__username"),
    )


def _first_post(row: Any) -> Content:
    return Content(
        report_id=row.id,
        position=1,
        platform_code=row.post_platform,
        sealed_words=row.post_words,
        diverted_as=row.post_diverted,
    )


SEALED = ("sealed_narrative", "sealed_suspect", "sealed_details")


def list_matching(*, wanted: Filter, by: Actor, most: int = MOST) -> list[UUID]:
    """Return the reports of all that is asked for, up to `most`, the most urgent first; with one query.

    Raises NotPermitted.
    """
    require(by=by, action=Action.VIEW_CASE)
    return ids_of_all(wanted=wanted, most=most)


def count_lists(*, wanted: Mapping[str, Filter], by: Actor) -> dict[str, int]:
    """Return how many each list holds, with one query; more than 200 are 201. Raises NotPermitted."""
    require(by=by, action=Action.VIEW_CASE)
    return count_each(wanted, most=COUNTED + 1)


def names_of(*, with_officers: bool = False) -> dict[str, dict[str, str]]:
    """Return the names of forces, strands and platforms by code, for pages that show many; with one query.

    Those who work on cases are among them where that is asked for, by user name.
    """
    names: dict[str, dict[str, str]] = {"forces": {}, "strands": {}, "platforms": {}, "officers": {}}
    forces = Force.objects.values_list(Value("forces"), "code", "short_name")
    strands = Strand.objects.values_list(Value("strands"), "code", "name")
    platforms = Platform.objects.values_list(Value("platforms"), "code", "name")
    others = [strands, platforms]
    if with_officers:
        others.append(case_workers().values_list(Value("officers"), "username", "username"))
    for what, code, name in forces.union(*others, all=True):
        names[what][code] = name
    return names
