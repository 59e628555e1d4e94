"""Reading work in bulk: the runs of an officer, what a dry run found, how far a run is, and what was left out."""

import contextlib
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, F, Sum, Window
from django.db.models.functions import RowNumber

from hatehub.accounts.actors import Actor
from hatehub.accounts.models import User
from hatehub.accounts.permissions import require
from hatehub.accounts.roles import Action
from triage.models import BulkItem, BulkRun
from triage.selectors.claims import COLLEAGUES

RUNS = 25
PAGE = 100
EXAMPLES = 5
State = BulkItem.State


@dataclass(frozen=True, kw_only=True)
class Reason:
    """One reason for which cases are left out, how many, and up to five of them by their references."""

    refusal: str
    cases: int
    examples: list[str]


@dataclass(frozen=True, kw_only=True)
class Tried:
    """What a dry run found: how many would be done, how many reports these cases hold, and why others would not."""

    cases: int
    people: int
    reasons: list[Reason]


@dataclass(frozen=True, kw_only=True)
class LeftOutPage:
    """One page of the cases that were left out, or could not be undone, and the cursor of the next or None."""

    items: list[BulkItem]
    following: str | None


def find_run(*, run_id: UUID, by: Actor) -> BulkRun | None:
    """Return a run; of the plans only one's own. Raises NotPermitted."""
    require(by=by, action=Action.VIEW_CASE)
    run = BulkRun.objects.filter(id=run_id).first()
    is_hidden = run is not None and run.state == BulkRun.State.PLANNED and run.asked_by != str(by)
    return None if is_hidden else run


def list_runs(*, by: Actor) -> list[BulkRun]:
    """Return the newest 25 runs that an officer has asked for, plans among them. Raises NotPermitted."""
    require(by=by, action=Action.VIEW_CASE)
    return list(BulkRun.objects.filter(asked_by=str(by)).order_by("-asked_at", "-id")[:RUNS])


def tried(*, run: BulkRun) -> Tried:
    """Return what a dry run found, with two queries."""
    waiting = run.items.filter(state=State.WAITING).aggregate(cases=Count("id"), people=Sum("people"))
    return Tried(cases=waiting["cases"], people=waiting["people"] or 0, reasons=reasons(run=run))


def reasons(*, run: BulkRun) -> list[Reason]:
    """Return why cases of a run were left out or could not be undone, the most frequent first; with one query."""
    counted = Window(Count("id"), partition_by=F("refusal"))
    number = Window(RowNumber(), partition_by=F("refusal"), order_by=F("report_id").asc())
    rows = run.items.exclude(refusal="").annotate(counted=counted, number=number).filter(number__lte=EXAMPLES)
    found: dict[str, Reason] = {}
    for refusal, cases, reference in rows.values_list("refusal", "counted", "report__case__reference"):
        found.setdefault(refusal, Reason(refusal=refusal, cases=cases, examples=[])).examples.append(reference)
    return sorted(found.values(), key=lambda each: (-each.cases, each.refusal))


def list_left_out(*, run: BulkRun, after: str) -> LeftOutPage:
    """Return a page of 100 of what was left out or could not be undone; `after` is the cursor of the page before."""
    rows = run.items.exclude(refusal="").select_related("report__case").order_by("report")
    with contextlib.suppress(ValueError):
        rows = rows.filter(report__gt=UUID(after)) if after else rows
    found = list(rows[: PAGE + 1])
    following = str(found[PAGE - 1].report_id) if len(found) > PAGE else None
    return LeftOutPage(items=found[:PAGE], following=following)


def list_officers(*, by: Actor) -> list[User]:
    """Return to whom cases can be given in bulk: whoever works at the hub, by name. Raises NotPermitted."""
    require(by=by, action=Action.CLAIM)
    return list(User.objects.filter(is_active=True, role__in=COLLEAGUES).order_by("username"))
