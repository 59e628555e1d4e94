"""The reports of a case, page by page: the one that leads, then those that differ from it, then the others."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from hatehub.accounts.actors import Actor
from hatehub.accounts.permissions import require
from hatehub.accounts.roles import Action
from reports.models import Case, Complainant, Message, Report
from triage.models import Merge
from triage.rules.differences import Difference, rank
from triage.selectors.differences import Compared, compare

PAGE = 50
LEAD_RANK = -1
DANGERS = frozenset({"danger", "child", "unsure"})
Key = tuple[int, datetime, str]


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

    Costs nine queries at most, however many reports there are. `after` is the cursor that the page before gave;
    anything else starts at the beginning. Raises NotPermitted.
    """
    require(by=by, action=Action.VIEW_CASE)
    every = compare(case.reports.all(), lead=case.lead)
    wrote = _who_wrote(case)
    shown = _shown(every, wrote=wrote)
    found = _with_reference(case, shown[show], typed=typed)
    keys = sorted(_key(row, case=case) for row in found)
    start = _place_after(keys, after)
    page = keys[start : start + PAGE]
    by_id = {row.report_id: row for row in found}
    return MembersPage(
        members=_members(case, [by_id[key[2]] for key in page], wrote=wrote),
        counts={each: len(rows) for each, rows in shown.items()},
        found=len(keys),
        following=_cursor(page[-1]) if start + PAGE < len(keys) else None,
    )


def _who_wrote(case: Case) -> set[str]:
    written = Message.objects.filter(report__case=case).exclude(kind=Message.Kind.QUESTION)
    return {str(report_id) for report_id in written.order_by().distinct().values_list("report_id", flat=True)}


def _shown(every: list[Compared], *, wrote: set[str]) -> dict[Show, list[Compared]]:
    return {
        Show.ALL: every,
        Show.DIFFERS: [row for row in every if row.differences],
        Show.FILES: [row for row in every if row.has_files],
        Show.WROTE: [row for row in every if row.report_id in wrote],
        Show.VICTIMS: [row for row in every if row.kind == Complainant.Kind.VICTIM],
        Show.DANGER: [row for row in every if row.danger in DANGERS],
    }


def _with_reference(case: Case, rows: list[Compared], *, typed: str) -> list[Compared]:
    """Return those whose reference holds what was typed, however it was spaced."""
    letters = typed.strip().replace(" ", "-")
    if not letters:
        return rows
    ids = case.reports.filter(reference__icontains=letters).values_list("id", flat=True)
    found = {str(report_id) for report_id in ids}
    return [row for row in rows if row.report_id in found]


def _key(row: Compared, *, case: Case) -> Key:
    """Return what a report is sorted by: its rank, then when it came."""
    own_rank = LEAD_RANK if row.report_id == str(case.lead_id) else rank(row.differences)
    return own_rank, row.submitted_at, row.report_id


def _cursor(key: Key) -> str:
    own_rank, submitted_at, report_id = key
    return f"{own_rank}_{submitted_at.isoformat()}_{report_id}"


def _place_after(keys: list[Key], cursor: str) -> int:
    """Return where the page after a cursor begins: rows may have come and gone since."""
    try:
        own_rank, moment, report_id = cursor.split("_")
        last = (int(own_rank), datetime.fromisoformat(moment), str(UUID(report_id)))
    except ValueError:
        return 0
    if last[1].tzinfo is None:
        return 0
    return next((place for place, key in enumerate(keys) if key > last), len(keys))


def _members(case: Case, rows: list[Compared], *, wrote: set[str]) -> list[Member]:
    ids = [UUID(row.report_id) for row in rows]
    fields = ("id", "reference", "submitted_at", "strands", "victim_area", "destroyed_at")
    reports = {str(report.id): report for report in Report.objects.filter(id__in=ids).only(*fields)}
    merged = Merge.objects.filter(undone_at__isnull=True, report__in=ids)
    merges = {str(merge.report_id): merge for merge in merged}
    return [
        Member(
            report=reports[row.report_id],
            is_lead=row.report_id == str(case.lead_id),
            differences=row.differences,
            merge=merges.get(row.report_id),
            has_files=row.has_files,
            has_written=row.report_id in wrote,
        )
        for row in rows
        if row.report_id in reports
    ]
