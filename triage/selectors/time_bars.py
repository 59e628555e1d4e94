"""Reading time limits: of a case, of many, and those that are near."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from uuid import UUID

from django.db.models import Exists, F, Min, OuterRef, Q, QuerySet
from django.utils import timezone

from hatehub.accounts.actors import Actor
from hatehub.accounts.permissions import require
from hatehub.accounts.roles import Action
from hatehub.reference.models import Force
from reports.models import Case
from reports.rules.workflow import OPEN_STATES, State
from triage.models import Assessment, Responsibility, TimeBar, TimeBarWarning
from triage.rules.time_bar_warnings import Warnings, read_warnings
from triage.selectors.data_files import read_data

PAGE = 50
OF_A_CRIME = (State.ASSESSED_CRIME, State.ASSIGNED, State.PACKAGED, State.WITH_FORCE)


@dataclass(frozen=True, kw_only=True)
class NearPage:
    """Up to 50 limits, those that have passed first, who investigates each case, and the cursor of the next or None.

    `later` counts the open cases whose limit is further off than the first warning.
    """

    bars: list[TimeBar]
    investigating: dict[UUID, Force]
    later: int
    following: str | None


@lru_cache(maxsize=1)
def get_warnings() -> Warnings:
    """Return the table of warnings that ships with this release, checked. Raises BadWarnings."""
    return read_warnings(read_data("time_bars.json"))


def local_day(at: datetime) -> date:
    """Return the day on which a moment lies where the hub is: a limit ends at midnight there."""
    return timezone.localtime(at, timezone.get_default_timezone()).date()


def time_bars_of(case_ids: Collection[UUID]) -> dict[UUID, date]:
    """Return by case the last day on which proceedings can begin, with one query; nothing for one without a limit."""
    rows = TimeBar.objects.filter(case__in=case_ids, due_on__isnull=False)
    return {case_id: due_on for case_id, due_on in rows.values_list("case_id", "due_on") if due_on is not None}


def find_time_bar(*, case: Case) -> TimeBar | None:
    """Return the limit of a case as last computed, with its offence; None before it is a crime."""
    return TimeBar.objects.filter(case=case).select_related("offence").first()


def near_until(at: datetime) -> date:
    """Return the last day that counts as near."""
    return get_warnings().near_until(local_day(at))


def near_bars(*, by: Actor, at: datetime) -> QuerySet[TimeBar]:
    """Return the limits of open cases that are near or have passed. Raises NotPermitted."""
    require(by=by, action=Action.VIEW_CASE)
    return open_bars().filter(due_on__lte=near_until(at))


def list_near(*, by: Actor, at: datetime, after: str) -> NearPage:
    """Return a page of the limits of open cases that are chased by now or have passed, the first to end first.

    `after` is the cursor that the page before gave; anything else starts at the beginning. Four queries. Raises
    NotPermitted.
    """
    require(by=by, action=Action.VIEW_CASE)
    horizon = get_warnings().horizon(local_day(at))
    rows = open_bars().filter(due_on__lte=horizon).select_related("case__lead", "offence")
    found = list(_after(rows, after)[: PAGE + 1])
    bars = found[:PAGE]
    owners = Responsibility.objects.filter(
        case__in=[bar.case_id for bar in bars], role=Responsibility.Role.INVESTIGATING, replaced_at__isnull=True
    ).select_related("force")
    return NearPage(
        bars=bars,
        investigating={row.case_id: row.force for row in owners if row.force is not None},
        later=open_bars().filter(due_on__gt=horizon).count(),
        following=f"{bars[-1].due_on}_{bars[-1].id}" if len(found) > PAGE else None,
    )


def open_bars() -> QuerySet[TimeBar]:
    """Return the limits that still matter: there is a date, and the case is open and stands for itself."""
    return TimeBar.objects.filter(
        due_on__isnull=False, case__lead__state__in=OPEN_STATES, case__merged_into__isnull=True
    )


def last_warnings(*, today: date) -> list[tuple[int, date, int | None]]:
    """Return the limits that may have to be chased on a day: id, date, and the newest warning of it or None."""
    given = TimeBarWarning.objects.filter(case=OuterRef("case"), due_on=OuterRef("due_on"))
    newest = given.order_by().values("case").annotate(newest=Min("days")).values("newest")
    rows = open_bars().filter(due_on__lte=get_warnings().horizon(today)).annotate(last=newest).order_by("due_on", "id")
    return [(bar_id, due_on, last) for bar_id, due_on, last in rows.values_list("id", "due_on", "last") if due_on]


def last_warning(*, case_id: UUID, due_on: date) -> int | None:
    """Return the newest warning that was given of a case and date, in days before it; None before the first."""
    given = TimeBarWarning.objects.filter(case=case_id, due_on=due_on)
    return given.order_by("days").values_list("days", flat=True).first()


def cases_without_bar(*, most: int) -> list[UUID]:
    """Return cases that are crimes and whose limit has never been computed: those of an older release."""
    decided = Assessment.objects.filter(case=OuterRef("pk"), outcome="crime")
    cases = Case.objects.filter(
        Exists(decided), lead__state__in=OF_A_CRIME, merged_into__isnull=True, time_bar__isnull=True
    )
    return list(cases.order_by("opened_at", "id").values_list("id", flat=True)[:most])


def stale_bars(*, cases: Collection[UUID]) -> list[UUID]:
    """Return those of these cases whose limit rests on a report that is not in them any more."""
    gone = TimeBar.objects.filter(case__in=cases).exclude(earliest_report__case=F("case"))
    return list(gone.order_by("case_id").values_list("case_id", flat=True))


def _after(rows: QuerySet[TimeBar], cursor: str) -> QuerySet[TimeBar]:
    ordered = rows.order_by("due_on", "id")
    written, _, last = cursor.partition("_")
    if not (last.isascii() and last.isdecimal()):
        return ordered
    try:
        day = date.fromisoformat(written)
    except ValueError:
        return ordered
    return ordered.filter(Q(due_on__gt=day) | Q(due_on=day, id__gt=int(last[:18])))
