"""What hub and complainants said to each other in a case, page by page: what nobody has read yet comes first."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from django.db.models import Count, Max, Min, Q

from hatehub.accounts.actors import Actor
from hatehub.accounts.permissions import require
from hatehub.accounts.roles import Action
from reports.models import Case, Message, Report
from reports.selectors.conversation import Said, list_unread, said_by_report

PAGE = 20
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
UNREAD, READ = 0, 1
Key = tuple[int, int, UUID]


@dataclass(frozen=True, kw_only=True)
class Talk:
    """What was said on one report, oldest first."""

    report: Report
    is_lead: bool
    has_unread: bool
    said: list[Said]


@dataclass(frozen=True, kw_only=True)
class TalksPage:
    """Up to 20 reports on which something was said; the lead is always on the first page.

    `unread` counts the whole case, `unread_ids` are those of this page. `has_others`: the lead has company.
    """

    talks: list[Talk]
    has_others: bool
    unread: int
    unread_ids: list[int]
    following: str | None


def list_talks(*, case: Case, after: str, by: Actor) -> TalksPage:
    """Return a page of what was said: the longest unread first, then the newest.

    Costs six queries, however many reports there are. `after` is the cursor that the page before gave; anything
    else starts at the beginning. Raises NotPermitted.
    """
    require(by=by, action=Action.VIEW_CASE)
    unread, keys = _keys(case)
    start = _place_after(keys, after)
    chosen = [key[2] for key in keys[start : start + PAGE]]
    shown = chosen if start or case.lead_id in chosen else [*chosen, case.lead_id]
    following = _cursor(keys[start + PAGE - 1]) if start + PAGE < len(keys) else None
    waiting = list_unread(report_ids=shown)
    return TalksPage(
        talks=_talks(case, shown, unread={message.report_id for message in waiting}),
        has_others=case.reports.exclude(id=case.lead_id).exists(),
        unread=unread,
        unread_ids=[message.id for message in waiting],
        following=following,
    )


def _keys(case: Case) -> tuple[int, list[Key]]:
    """Return how much is unread, and what each report with words is sorted by, sorted."""
    is_unread = Q(read_at__isnull=True) & ~Q(kind=Message.Kind.QUESTION)
    said = Message.objects.filter(report__case=case).values_list("report_id")
    rows = said.annotate(
        unread=Count("id", filter=is_unread), since=Min("written_at", filter=is_unread), last=Max("written_at")
    ).order_by()
    unread, keys = 0, []
    for report_id, number, since, last in rows:
        unread += number
        keys.append((UNREAD, _number(since), report_id) if number else (READ, -_number(last), report_id))
    return unread, sorted(keys)


def _number(moment: datetime) -> int:
    return (moment - EPOCH) // timedelta(microseconds=1)


def _cursor(key: Key) -> str:
    return "_".join(map(str, key))


def _place_after(keys: list[Key], cursor: str) -> int:
    """Return where the page after a cursor begins: what was read meanwhile has moved back."""
    try:
        group, number, report_id = cursor.split("_")
        last = (int(group), int(number), UUID(report_id))
    except ValueError:
        return 0
    return next((place for place, key in enumerate(keys) if key > last), len(keys))


def _talks(case: Case, report_ids: list[UUID], *, unread: set[UUID]) -> list[Talk]:
    said = said_by_report(report_ids=report_ids)
    rows = {report.id: report for report in Report.objects.filter(id__in=report_ids).only("id", "reference")}
    return [
        Talk(report=rows[each], is_lead=each == case.lead_id, has_unread=each in unread, said=said.get(each, []))
        for each in report_ids
        if each in rows
    ]
