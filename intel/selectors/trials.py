"""Reading trials of methods: which run, and what each has come to, by chance and as observed, never mixed."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.db.models import Count, F, Q, QuerySet

from hatehub.accounts.actors import Actor
from hatehub.accounts.permissions import require
from hatehub.accounts.roles import Action
from intel.models import Allocation, Enquiry, MethodTrial
from intel.rules.enquiries.steps import OPEN, Result, State
from intel.rules.trial_shares import Arm, Comparison, Stratum, Tally, compare

PAGE = 20
STRATUM = ("platform_code", "is_anonymous", "strand")


@dataclass(frozen=True, kw_only=True)
class Findings:
    """What a trial has come to: by chance, and as observed beside it. `running` lines of chance have not ended."""

    by_chance: Comparison
    running: int
    observed: Comparison


def list_trials(*, page: Any, by: Actor) -> Page[MethodTrial]:
    """Return a page of the trials, those that run first, then the newest. Raises NotPermitted."""
    require(by=by, action=Action.VIEW_CASE)
    rows = MethodTrial.objects.select_related("method", "against")
    return Paginator(rows.order_by(F("ended_at").desc(nulls_first=True), "-began_at", "id"), PAGE).get_page(page)


def running_trials() -> list[MethodTrial]:
    """Return the trials that officers can let chance choose in."""
    rows = MethodTrial.objects.filter(ended_at__isnull=True).select_related("method", "against")
    return list(rows.order_by("began_at", "id"))


def find_trial(*, trial_id: UUID, by: Actor) -> MethodTrial | None:
    """Return a trial with its methods. Raises NotPermitted."""
    require(by=by, action=Action.VIEW_CASE)
    return MethodTrial.objects.select_related("method", "against").filter(id=trial_id).first()


def findings(*, trial: MethodTrial, by: Actor) -> Findings:
    """Return what a trial has come to, with three statements. Raises NotPermitted.

    By chance every case counts in the arm that it was drawn for: a line that was refused or given up has identified
    nobody. Observed are lines that officers chose while the trial ran and that have ended.
    """
    require(by=by, action=Action.VIEW_CASE)
    return Findings(
        by_chance=compare(_strata(_drawn(trial))),
        running=_running(trial),
        observed=compare(_strata(_chosen(trial))),
    )


def _running(trial: MethodTrial) -> int:
    return Allocation.objects.filter(trial=trial, enquiry__state__in=sorted(OPEN)).count()


def _drawn(trial: MethodTrial) -> Iterable[Mapping[str, Any]]:
    rows = Enquiry.objects.filter(allocation__trial=trial).exclude(state__in=sorted(OPEN))
    return _grouped(rows.annotate(arm=F("allocation__arm")))


def _chosen(trial: MethodTrial) -> Iterable[Mapping[str, Any]]:
    methods = {trial.method_id: Arm.NEW, trial.against_id: Arm.USUAL}
    rows = Enquiry.objects.filter(
        state=State.ENDED, allocation__isnull=True, method__in=list(methods), planned_at__gte=trial.began_at
    )
    if trial.ended_at is not None:
        rows = rows.filter(planned_at__lte=trial.ended_at)
    if trial.platforms:
        rows = rows.filter(platform_code__in=trial.platforms)
    return [{**row, "arm": methods[row["arm"]]} for row in _grouped(rows.annotate(arm=F("method")))]


def _grouped(rows: QuerySet[Any]) -> list[dict[str, Any]]:
    grouped = rows.values(*STRATUM, "arm").annotate(
        cases=Count("case", distinct=True),
        identified=Count("case", distinct=True, filter=Q(result=Result.IDENTIFIED)),
    )
    return list(grouped)


def _strata(rows: Iterable[Mapping[str, Any]]) -> list[Stratum]:
    """Return the strata, those with the most cases first."""
    found: dict[tuple[Any, ...], dict[str, Tally]] = {}
    for row in rows:
        key = tuple(row[name] for name in STRATUM)
        found.setdefault(key, {})[row["arm"]] = Tally(identified=row["identified"], cases=row["cases"])
    strata = [
        Stratum(
            platform=platform,
            is_anonymous=is_anonymous,
            strand=strand,
            new=arms.get(Arm.NEW, Tally()),
            usual=arms.get(Arm.USUAL, Tally()),
        )
        for (platform, is_anonymous, strand), arms in found.items()
    ]
    return sorted(strata, key=lambda each: (-(each.new.cases + each.usual.cases), each.platform, each.strand))
