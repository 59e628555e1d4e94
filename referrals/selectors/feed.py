"""The change feed as a force reads it: what changed, in order, and how each of those cases stands now."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Case as Choice
from django.db.models import Exists, F, Func, IntegerField, OuterRef, Q, QuerySet, Subquery, Value, When

from hatehub.accounts.actors import Actor
from hatehub.accounts.permissions import require
from hatehub.accounts.roles import Action
from hatehub.reference.models import Force
from referrals.models import FeedEntry
from referrals.selectors.force_cases import visible_cases
from reports.models import Case, Report
from triage.models import Responsibility
from triage.rules.priority import band_in_force
from triage.selectors.merges import roots_of
from triage.selectors.transfers import proposed_to

PAGE = 100
MERGED = "case_merged"
INVESTIGATING_FIRST = Choice(
    When(role=Responsibility.Role.INVESTIGATING, then=Value(0)), default=Value(1), output_field=IntegerField()
)


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """Which cases a reader wants to hear of, as they stand now; empty: whatever it is."""

    states: frozenset[str] = frozenset()
    strands: frozenset[str] = frozenset()
    bands: frozenset[str] = frozenset()


@dataclass(frozen=True, kw_only=True)
class Standing:
    """How a case of the force stands now. `version` is the position of the newest change that the force was told."""

    reference: str
    state: str
    unit: str | None
    strands: list[str]
    band: str | None
    version: int


@dataclass(frozen=True, kw_only=True)
class Change:
    """One change as a force reads it; `case` is None where that is no longer the force's."""

    position: int
    reference: str
    change: str
    at: datetime
    case: Standing | None
    merged_into: str | None

    @property
    def state(self) -> str | None:
        """The state of the case now."""
        return self.case.state if self.case else None


@dataclass(frozen=True, kw_only=True)
class Page:
    """A page of the feed: `following` is the cursor to go on from, `is_more` whether there is something after it."""

    changes: list[Change]
    following: int
    is_more: bool


def list_changes(*, since: int, by: Actor, limit: int = PAGE, wanted: Wanted | None = None) -> Page:
    """Look at up to `limit` changes after a cursor, and return those of them that are wanted, oldest first.

    Positions are given after the commit and only ever grow, so nothing is missed below a cursor, which moves on past
    what was not wanted. A case that is no longer the force's is told of whatever is wanted. Costs five statements at
    most, and one more each where a case was merged and where the force only keeps in touch. Raises NotPermitted.
    """
    require(by=by, action=Action.READ_FORCE_CASES)
    force = Force.objects.values_list("id", flat=True).get(code=by.force_code)
    entries = FeedEntry.objects.filter(force=force, position__gt=since).order_by("position")
    rows = list(entries.values_list("position", "case_id", "case__reference", "change", "at")[: limit + 1])
    looked_at = rows[:limit]
    merged_into = _merged_into({row[1] for row in looked_at if row[3] == MERGED})
    standings = _standings({row[1] for row in looked_at} | set(merged_into.values()), force=force, by=by)
    changes = [
        Change(
            position=position or 0,
            reference=reference,
            change=change,
            at=at,
            case=standings.get(case_id),
            merged_into=_reference(standings.get(merged_into[case_id])) if case_id in merged_into else None,
        )
        for position, case_id, reference, change, at in looked_at
    ]
    return Page(
        changes=[change for change in changes if _is_wanted(change.case, wanted or Wanted())],
        following=(looked_at[-1][0] or since) if looked_at else since,
        is_more=len(rows) > limit,
    )


def standing_of(*, case_id: UUID, by: Actor) -> Standing | None:
    """Return how one case of the actor's force stands now; None where it is not that force's. Raises NotPermitted."""
    require(by=by, action=Action.READ_FORCE_CASES)
    force = Force.objects.values_list("id", flat=True).get(code=by.force_code)
    return _standings({case_id}, force=force, by=by).get(case_id)


def standings_of(*, case_ids: Collection[UUID], by: Actor) -> dict[UUID, Standing]:
    """Return how those of these cases stand that are the actor's force's, by case. Raises NotPermitted."""
    require(by=by, action=Action.READ_FORCE_CASES)
    force = Force.objects.values_list("id", flat=True).get(code=by.force_code)
    return _standings(case_ids, force=force, by=by)


def version_for(*, case: Case, by: Actor) -> int:
    """Return the version of a case as the actor's force sees it: the position of the newest change it was told of."""
    force = Force.objects.filter(code=by.force_code).values("id")  # a constant to the planner: the index of the case
    told = FeedEntry.objects.filter(case=case, force=Subquery(force), position__isnull=False)
    return told.order_by("-position").values_list("position", flat=True).first() or 0


def _reference(standing: Standing | None) -> str | None:
    return standing.reference if standing else None


def _is_wanted(case: Standing | None, wanted: Wanted) -> bool:
    if case is None:
        return True
    return (
        (not wanted.states or case.state in wanted.states)
        and (not wanted.strands or not wanted.strands.isdisjoint(case.strands))
        and (not wanted.bands or case.band in wanted.bands)
    )


def _merged_into(cases: Collection[UUID]) -> dict[UUID, UUID]:
    """Return where cases are worked that were merged, without those that stand by themselves again."""
    return {case: root for case, root in roots_of(case_ids=cases).items() if case != root}


def _standings(cases: Collection[UUID], *, force: int, by: Actor) -> dict[UUID, Standing]:
    """Return how those of these cases stand that are the force's, by case."""
    if not cases:
        return {}
    rows = list(_facts(cases, force=force, by=by))
    of_contacts = _strands_of_contacts([row["id"] for row in rows if not row["is_whole"]], force=force)
    return {row["id"]: _standing(row, of_contacts.get(row["id"], [])) for row in rows}


def _facts(cases: Collection[UUID], *, force: int, by: Actor) -> Iterable[dict[str, Any]]:
    mine = Responsibility.objects.filter(case=OuterRef("pk"), force=force, replaced_at__isnull=True)
    asked = proposed_to(force_code=by.force_code).filter(case=OuterRef("pk"))
    told = FeedEntry.objects.filter(case=OuterRef("pk"), force=force, position__isnull=False)
    named = mine.filter(unit__isnull=False).order_by(INVESTIGATING_FIRST, "-role", "id")
    found = visible_cases(by=by).filter(id__in=cases)
    facts: Iterable[dict[str, Any]] = found.annotate(
        is_whole=Q(Exists(mine.filter(report__isnull=True))) | Q(Exists(asked)),
        unit=Subquery(named.values("unit__code")[:1]),
        version=Subquery(told.order_by("-position").values("position")[:1]),
        strands=ArraySubquery(_strands_of(Report.objects.filter(case=OuterRef("pk"))).distinct()),
    ).values(
        *("id", "reference", "is_whole", "unit", "version", "strands", "lead__state"),
        *("priority__band", "priority__carried_band", "priority__overridden_band"),
    )
    return facts


def _standing(row: dict[str, Any], of_contacts: list[str]) -> Standing:
    return Standing(
        reference=row["reference"],
        state=row["lead__state"],
        unit=row["unit"],
        strands=sorted(row["strands"]) if row["is_whole"] else of_contacts,
        band=_band(row),
        version=row["version"] or 0,
    )


def _band(row: dict[str, Any]) -> str | None:
    if row["priority__band"] is None:
        return None
    return band_in_force(
        weighed=row["priority__band"],
        carried=row["priority__carried_band"],
        overridden=row["priority__overridden_band"],
    ).value


def _strands_of_contacts(cases: Iterable[UUID], *, force: int) -> dict[UUID, list[str]]:
    """Return the strands that those people named with whom the force keeps in touch, and no others, by case."""
    chosen = list(cases)
    if not chosen:
        return {}
    contact = Responsibility.objects.filter(
        case=OuterRef("case"), report=OuterRef("pk"), force=force, replaced_at__isnull=True
    )
    found: dict[UUID, set[str]] = {}
    rows = Report.objects.filter(Exists(contact), case__in=chosen).values_list("case_id", "strands").distinct()
    for case, strands in rows:
        found.setdefault(case, set()).update(strands)
    return {case: sorted(strands) for case, strands in found.items()}


def _strands_of(reports: QuerySet[Report]) -> QuerySet[Report, Any]:
    return reports.values_list(Func(F("strands"), function="unnest"), flat=True)
