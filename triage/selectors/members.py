"""The reports of a case, page by page: the one that leads, then those that differ from it, then the others."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from hatehub.accounts.actors import Actor
from hatehub.accounts.permissions import require
from hatehub.accounts.roles import Action
from reports.models import Case, Complainant, Evidence, Message, Report
from triage.models import Merge
from triage.rules.differences import Difference, rank
from triage.selectors.differences import differing

PAGE = 50
LEAD_RANK = -1
Key = tuple[int, datetime, UUID]


class Show(StrEnum):
    """Which reports of a case are asked for."""

    ALL = "all"
    DIFFERS = "differs"
    FILES = "files"
    WROTE = "wrote"
    VICTIMS = "victims"
    DANGER = "danger"


@dataclass(frozen=True, kw_only=True)
class Member:
    """One report of a case, in what it differs from the lead, and the merge that brought it; the lead has neither."""

    report: Report
    is_lead: bool
    differences: tuple[Difference, ...]
    merge: Merge | None
    has_files: bool
    has_written: bool


@dataclass(frozen=True, kw_only=True)
class MembersPage:
    """Up to 50 members in order, how many there are of each kind, and the cursor of the next page or None."""

    members: list[Member]
    counts: dict[Show, int]
    found: int
    following: str | None


def list_members(*, case: Case, show: Show, typed: str, after: str, by: Actor) -> MembersPage:
    """Return a page of the reports of a case: those asked for whose reference holds what was typed.

    Costs eleven queries, however many reports there are. `after` is the cursor that the page before gave; anything
    else starts at the beginning. Raises NotPermitted.
    """
    require(by=by, action=Action.VIEW_CASE)
    differ = differing(case.reports.all(), lead=case.lead)
    keys = sorted(_keys(_asked(case, show=show, typed=typed, differ=differ), case=case, differ=differ))
    start = _place_after(keys, after)
    shown = keys[start : start + PAGE]
    is_last = start + PAGE >= len(keys)
    return MembersPage(
        members=_members(case, [key[2] for key in shown], differ=differ),
        counts=_counts(case, differ=len(differ)),
        found=len(keys),
        following=None if is_last else _cursor(shown[-1]),
    )


def _asked(case: Case, *, show: Show, typed: str, differ: dict[UUID, tuple[Difference, ...]]) -> QuerySet[Report]:
    reports = case.reports.filter(_condition(show)) if show not in (Show.ALL, Show.DIFFERS) else case.reports.all()
    if show is Show.DIFFERS:
        reports = reports.filter(id__in=list(differ))
    letters = typed.strip().replace(" ", "-")
    return reports.filter(reference__icontains=letters) if letters else reports


def _condition(show: Show) -> Q:
    return {
        Show.FILES: Q(Exists(Evidence.objects.filter(report=OuterRef("pk")))),
        Show.WROTE: Q(Exists(_written())),
        Show.VICTIMS: Q(complainant__kind=Complainant.Kind.VICTIM),
        Show.DANGER: Q(danger__in=["danger", "child", "unsure"]),
    }[show]


def _written() -> QuerySet[Message]:
    return Message.objects.filter(report=OuterRef("pk")).exclude(kind=Message.Kind.QUESTION)


def _counts(case: Case, *, differ: int) -> dict[Show, int]:
    asked = (Show.FILES, Show.WROTE, Show.VICTIMS, Show.DANGER)
    counted = case.reports.aggregate(
        all=Count("id"), **{show.value: Count("id", filter=_condition(show)) for show in asked}
    )
    return {show: differ if show is Show.DIFFERS else counted[show.value] for show in Show}


def _keys(reports: QuerySet[Report], *, case: Case, differ: dict[UUID, tuple[Difference, ...]]) -> Iterator[Key]:
    """Yield what each report is sorted by: its rank, then when it came."""
    for report_id, submitted_at in reports.values_list("id", "submitted_at"):
        own_rank = LEAD_RANK if report_id == case.lead_id else rank(differ.get(report_id, ()))
        yield own_rank, submitted_at, report_id


def _cursor(key: Key) -> str:
    own_rank, submitted_at, report_id = key
    return f"{own_rank}_{submitted_at.isoformat()}_{report_id}"


def _place_after(keys: list[Key], cursor: str) -> int:
    """Return where the page after a cursor begins: rows may have come and gone since."""
    try:
        own_rank, moment, report_id = cursor.split("_")
        last = (int(own_rank), datetime.fromisoformat(moment), UUID(report_id))
        return next((place for place, key in enumerate(keys) if key > last), len(keys))
    except (ValueError, TypeError):  # not a cursor, or a moment of no zone
        return 0


def _members(case: Case, ids: list[UUID], *, differ: dict[UUID, tuple[Difference, ...]]) -> list[Member]:
    reports = Report.objects.filter(id__in=ids).annotate(
        has_files=_condition(Show.FILES), has_written=_condition(Show.WROTE)
    )
    shown = reports.only("id", "reference", "submitted_at", "strands", "victim_area")
    rows = {report.id: report for report in shown}
    merged = Merge.objects.filter(into_case=case, undone_at__isnull=True, report__in=ids)
    merges = {merge.report_id: merge for merge in merged}
    return [
        Member(
            report=rows[each],
            is_lead=each == case.lead_id,
            differences=differ.get(each, ()),
            merge=merges.get(each),
            has_files=rows[each].has_files,
            has_written=rows[each].has_written,
        )
        for each in ids
        if each in rows
    ]
