"""A force's cases as people of it look through them: narrowed, found by a reference or a number, page by page."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery, Value

from hatehub.accounts.actors import Actor
from hatehub.accounts.permissions import require
from hatehub.accounts.roles import Action
from hatehub.reference.models import Force, ForceUnit, Strand
from referrals.models import FeedEntry, ForceAnswer
from referrals.selectors.feed import Standing, Wanted, standings_of
from referrals.selectors.force_cases import visible_cases
from referrals.selectors.portal_waiting import cases_that_wait
from reports.models import Case, Report
from reports.rules.references import CASE_PREFIX, parse_reference
from reports.rules.workflow import OPEN_STATES
from triage.models import Responsibility
from triage.rules.priority import band_in_force
from triage.rules.priority_table import BANDS
from triage.selectors.transfers import proposed_to

PAGE = 25


class Order(StrEnum):
    """What comes first: the newest change, or the limit that ends first."""

    CHANGE = "change"
    LIMIT = "limit"


@dataclass(frozen=True, kw_only=True)
class ListAsked:
    """What somebody wants to see. `text` is a reference or a crime number; `unit` the code of one of the force's."""

    wanted: Wanted = field(default_factory=Wanted)
    unit: str = ""
    is_waiting: bool = False
    text: str = ""


@dataclass(frozen=True, kw_only=True)
class ListedCase:
    """One case of a list, with the newest change that the force was told of and the last day for proceedings."""

    standing: Standing
    change: str
    changed_at: datetime | None
    due_on: date | None


@dataclass(frozen=True, kw_only=True)
class ListPage:
    """Up to 25 cases, and the cursor of those after or None."""

    cases: list[ListedCase]
    following: str | None


def list_portal_cases(*, asked: ListAsked, order: Order, after: str, by: Actor) -> ListPage:
    """Return a page of the cases of the actor's force; a cursor that cannot be read starts at the beginning.

    By the newest change it reads the end of the force's feed, by the limit those of its open cases that have one. Costs
    four statements, and one more where the force only keeps in touch in some of them. Raises NotPermitted.
    """
    require(by=by, action=Action.READ_FORCE_CASES)
    force = Subquery(Force.objects.filter(code=by.force_code).values("id"))  # a constant to the planner
    cases = _narrowed(visible_cases(by=by), asked, force=force, by=by)
    ids, following = _by_limit(cases, after) if order is Order.LIMIT else _by_change(cases, after, force=force)
    standings = standings_of(case_ids=ids, by=by)
    told = _told(ids, force=force)
    listed = [_listed(standings[case_id], told[case_id]) for case_id in ids if case_id in standings]
    return ListPage(cases=listed, following=following)


def _listed(standing: Standing, told: tuple[date | None, str, datetime | None]) -> ListedCase:
    due_on, change, changed_at = told
    return ListedCase(standing=standing, change=change, changed_at=changed_at, due_on=due_on)


def names_for_lists(*, by: Actor) -> tuple[dict[str, str], dict[str, str]]:
    """Return the names of the strands, and those of the units of the actor's force, by code; with one statement."""
    strands = Strand.objects.values_list(Value("strand"), "code", "name")
    units = ForceUnit.objects.filter(force__code=by.force_code).values_list(Value("unit"), "code", "name")
    found: dict[str, dict[str, str]] = {"strand": {}, "unit": {}}
    for what, code, name in sorted(strands.union(units, all=True), key=lambda row: row[2]):
        found[what][code] = name
    return found["strand"], found["unit"]


def _by_change(cases: QuerySet[Case], after: str, *, force: Subquery) -> tuple[list[UUID], str | None]:
    newer = FeedEntry.objects.filter(force=force, case=OuterRef("case"), position__gt=OuterRef("position"))
    newest = FeedEntry.objects.filter(~Exists(newer), force=force, position__isnull=False)
    if after.isascii() and after.isdecimal():
        newest = newest.filter(position__lt=int(after[:18]))
    found = newest.filter(Exists(cases.filter(pk=OuterRef("case")))).order_by("-position")
    rows = list(found.values_list("case_id", "position")[: PAGE + 1])
    return [case_id for case_id, _ in rows[:PAGE]], str(rows[PAGE - 1][1]) if len(rows) > PAGE else None


def _by_limit(cases: QuerySet[Case], after: str) -> tuple[list[UUID], str | None]:
    found = cases.filter(lead__state__in=OPEN_STATES, time_bar__due_on__isnull=False)
    place = _read_limit(after)
    if place is not None:
        day, key = place
        found = found.filter(Q(time_bar__due_on__gt=day) | Q(time_bar__due_on=day, time_bar__id__gt=key))
    ordered = found.order_by("time_bar__due_on", "time_bar__id")
    rows = list(ordered.values_list("id", "time_bar__due_on", "time_bar__id")[: PAGE + 1])
    last = rows[PAGE - 1] if len(rows) > PAGE else None
    return [row[0] for row in rows[:PAGE]], f"{last[1]}_{last[2]}" if last else None


def _read_limit(cursor: str) -> tuple[date, int] | None:
    written, _, key = cursor.partition("_")
    try:
        day = date.fromisoformat(written)
    except ValueError:
        return None
    return (day, int(key[:18])) if key.isascii() and key.isdecimal() else None


def _told(cases: Collection[UUID], *, force: Subquery) -> dict[UUID, tuple[date | None, str, datetime | None]]:
    """Return by case its limit, the newest change that the force was told of, and when that was."""
    entries = FeedEntry.objects.filter(force=force, case=OuterRef("pk"), position__isnull=False).order_by("-position")
    rows = Case.objects.filter(id__in=cases).annotate(
        change=Subquery(entries.values("change")[:1]), changed_at=Subquery(entries.values("at")[:1])
    )
    found = rows.values_list("id", "time_bar__due_on", "change", "changed_at")
    return {case: (due_on, change or "", changed_at) for case, due_on, change, changed_at in found}


# What is asked for --------------------------------------------------------------------------------
def _narrowed(cases: QuerySet[Case], asked: ListAsked, *, force: Subquery, by: Actor) -> QuerySet[Case]:
    wanted = asked.wanted
    if wanted.states:
        cases = cases.filter(lead__state__in=wanted.states)
    if wanted.bands:
        cases = cases.filter(_in_bands(wanted.bands))
    if wanted.strands:
        cases = cases.filter(_names_strands(wanted.strands, force=force, by=by))
    if asked.unit:
        of_unit = Responsibility.objects.filter(
            case=OuterRef("pk"), force=force, unit__code=asked.unit, replaced_at__isnull=True
        )
        cases = cases.filter(Exists(of_unit))
    if asked.is_waiting:
        cases = cases.filter(id__in=cases_that_wait(by=by))
    return cases.filter(_found_by(asked.text, force=force)) if asked.text else cases


def _found_by(text: str, *, force: Subquery) -> Q:
    """Return what finds a case by its reference, however it was typed, or by the force's own crime number."""
    reference = parse_reference(text, prefix=CASE_PREFIX)
    numbered = ForceAnswer.objects.filter(force=force, crime_number__iexact=text.strip()).exclude(crime_number="")
    of_number = Q(id__in=numbered.values("case"))
    return of_number | Q(reference=reference) if reference else of_number


def _in_bands(bands: Collection[str]) -> Q:
    weighed = Q(pk__in=[])
    for own in BANDS:
        for carried in ("", *BANDS):
            if band_in_force(weighed=own, carried=carried, overridden="") in bands:
                weighed |= Q(priority__band=own, priority__carried_band=carried)
    return Q(priority__overridden_band__in=bands) | (Q(priority__overridden_band="") & weighed)


def _names_strands(strands: Collection[str], *, force: Subquery, by: Actor) -> Exists:
    """Return what finds the cases in which a report that the force sees names one of some strands."""
    parts = Responsibility.objects.filter(case=OuterRef("case"), force=force, replaced_at__isnull=True)
    asked = proposed_to(force_code=by.force_code).filter(case=OuterRef("case"))
    seen = Exists(parts.filter(Q(report__isnull=True) | Q(report=OuterRef("pk"))))
    reports = Report.objects.filter(case=OuterRef("pk"), strands__overlap=list(strands))
    return Exists(reports.filter(Q(seen) | Q(Exists(asked))))
