"""Reading a case for the workbench."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Case as Choice
from django.db.models import Q, When

from hatehub.accounts.actors import Actor
from hatehub.accounts.permissions import require
from hatehub.accounts.roles import Action
from hatehub.audit.selectors import Deed, count_entries, list_deeds
from reports.models import Case, Evidence, Report
from triage.models import Responsibility
from triage.selectors.keyset import cursor_of, read_cursor

DEEDS = 50
EXHIBITS = 12
LOOKS = frozenset({"read", "viewed", "copied", "exported", "received", "read_by_force", "status_opened"})
"""Verbs of the audit that say that somebody only looked, or that belong to the log of one exhibit."""


class CaseNotFound(Exception):
    """There is no case under this reference."""


def get_case(*, reference: str, by: Actor) -> Case:
    """Return a case; a reference that was emptied by a merge gives the case it went into. Raises CaseNotFound."""
    require(by=by, action=Action.VIEW_CASE)
    case = Case.objects.select_related("lead__complainant", "merged_into").filter(reference=reference).first()
    if case is None:
        raise CaseNotFound
    while case.merged_into_id is not None:
        case = Case.objects.select_related("lead__complainant", "merged_into").get(id=case.merged_into_id)
    return case


def current_responsibilities(*, case: Case) -> list[Responsibility]:
    """Return who is responsible now, each force that keeps in touch once; empty before it is decided."""
    rows = Responsibility.objects.filter(case=case, replaced_at__isnull=True)
    of_case = rows.filter(report__isnull=True).select_related("force", "unit").order_by("id")
    contacts = (
        rows.filter(report__isnull=False)
        .select_related("force", "unit")
        .order_by("force_id", "id")
        .distinct("force_id")
    )
    return [*of_case, *contacts]


@dataclass(frozen=True, kw_only=True)
class Timeline:
    """Up to 50 deeds, newest first, and the cursor of the older ones; the first page has how often it was looked at."""

    deeds: list[Deed]
    looks: int
    following: str | None


def timeline(*, case: Case, after: str) -> Timeline:
    """Return a page of what was done on a case and its reports, with three queries; looks are only counted.

    `after` is the cursor that the page before gave; anything else starts with the newest.
    """
    references = case.reports.values_list("reference", flat=True)
    subjects = [f"case:{case.reference}", *(f"report:{reference}" for reference in references)]
    before = read_cursor(after, read_key=int)
    found = list_deeds(subjects=subjects, without=LOOKS, most=DEEDS + 1, before=before)
    shown = found[:DEEDS]
    following = cursor_of(shown[-1].at, shown[-1].last_id) if len(found) > DEEDS else None
    looks = 0 if before else count_entries(subjects=subjects, verbs=LOOKS)
    return Timeline(deeds=shown, looks=looks, following=following)


@dataclass(frozen=True, kw_only=True)
class Exhibits:
    """A dozen of the exhibits that people gave, how many there are, and the cursor of the next or None."""

    items: Sequence[Evidence]
    total: int
    following: str | None


def list_exhibits(*, case: Case, after: str) -> Exhibits:
    """Return a dozen of the files that people gave, with two queries: those of the lead first, then as they came.

    `after` is the cursor that the page before gave; anything else starts at the beginning.
    """
    every = Evidence.objects.filter(report__case=case, origin=Evidence.Origin.REPORTED)
    is_of_other = Choice(When(report=case.lead_id, then=0), default=1)
    rows = every.annotate(is_of_other=is_of_other).order_by("is_of_other", "id")
    place, _, last = after.partition("_")
    if place in ("0", "1") and last.isascii() and last.isdecimal():
        rows = rows.filter(Q(is_of_other__gt=int(place)) | Q(is_of_other=int(place), id__gt=int(last[:18])))
    found = list(rows[: EXHIBITS + 1])
    items = found[:EXHIBITS]
    following = f"{items[-1].is_of_other}_{items[-1].id}" if len(found) > EXHIBITS else None
    return Exhibits(items=items, total=every.count(), following=following)


def is_late(*, report: Report, at: datetime) -> bool:
    """Tell whether a report's clock has run out."""
    return report.due_at is not None and report.due_at < at
