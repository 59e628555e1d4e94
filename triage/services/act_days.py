"""The earliest day on which something happened, as the reports of a case tell it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q

from reports.models import Content, Report
from reports.services.personal import read_post_details_left
from triage.rules.post_days import day_posted
from triage.rules.time_bar import How, KnownDay
from triage.selectors.time_bars import local_day


@dataclass(frozen=True, kw_only=True)
class ToldDay:
    """The earliest day of a report's acts, and which report it is."""

    report_id: UUID
    known: KnownDay


def earliest_told(*, reports: Q) -> ToldDay | None:
    """Return the earliest act of the reports that a condition chooses; None where it chooses none. Three queries.

    Of each report counts the day on which it is said to have happened, else the day of its first post, else the day
    on which it was reported: whatever was reported had happened by then. What has been erased tells nothing.
    """
    rows = (
        Report.objects.filter(reports).order_by("submitted_at", "id").values_list("id", "happened_on", "submitted_at")
    )
    found = list(rows)
    posted = _days_posted({report_id: at for report_id, happened_on, at in found if happened_on is None})
    told = [
        ToldDay(report_id=report_id, known=_known(happened_on, posted.get(report_id), at))
        for report_id, happened_on, at in found
    ]
    surest = list(How)
    return min(told, key=lambda each: (each.known.day, surest.index(each.known.how)), default=None)


def _known(happened_on: date | None, posted_on: date | None, submitted_at: datetime) -> KnownDay:
    if happened_on is not None:
        return KnownDay(day=happened_on, how=How.HAPPENED)
    if posted_on is not None:
        return KnownDay(day=posted_on, how=How.POSTED)
    return KnownDay(day=local_day(submitted_at), how=How.REPORTED)


def _days_posted(sent: dict[UUID, datetime]) -> dict[UUID, date]:
    """Return the first day that each report tells of its posts, for those that tell one."""
    posts = Content.objects.filter(report__in=sent, sealed_details__isnull=False).defer("sealed_words")
    rows = {post.id: post.report_id for post in posts} if sent else {}
    return _firsts(
        (rows[post_id], day_posted(said.get("posted", ""), until=local_day(sent[rows[post_id]])))
        for post_id, said in (read_post_details_left(contents=posts) if rows else {}).items()
    )


def _firsts(days: Iterable[tuple[UUID, date | None]]) -> dict[UUID, date]:
    first: dict[UUID, date] = {}
    for report_id, day in days:
        if day is not None:
            first[report_id] = min(day, first.get(report_id, day))
    return first
