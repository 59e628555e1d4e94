"""Reading guidance: one piece with its versions, lists, and what fits a case."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from hatehub.accounts.actors import Actor
from hatehub.accounts.permissions import require
from hatehub.accounts.roles import Action
from hatehub.reference.models import Offence, Platform
from intel.models import Guidance, GuidanceFeedback, GuidanceVersion
from intel.rules.guidance import Fit, Scope, choose, in_words
from intel.rules.guidance_text import scope_of
from intel.selectors.guidance_facts import facts_of
from reports.models import Case
from triage.selectors.queues import names_of

PAGE = 20
MOST_VERSIONS = 50
State = GuidanceVersion.State
Names = Mapping[str, Mapping[str, str]]


class NoSuchGuidance(Exception):
    """There is no such piece, or none that the actor may read."""


@dataclass(frozen=True, kw_only=True)
class Chosen:
    """A published version that fits a case, and why, in words."""

    version: GuidanceVersion
    reasons: list[str]


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """Which pieces are asked for: by what they are for, and where they stand; empty asks for all."""

    problem: str = ""
    offence: str = ""
    platform: str = ""
    strand: str = ""
    state: str = ""


def choose_for(case: Case, *, today: date) -> list[Chosen]:
    """Return the published pieces that fit a case on a day, the best first; a number of statements that never grows."""
    versions = {row.guidance.code: row for row in _published()}
    pieces: list[tuple[str, Scope]] = [(code, scope_of(row)) for code, row in versions.items()]
    if not pieces:
        return []
    fits: list[Fit] = choose(pieces, facts_of(case), today=today)
    names = names_by_kind() if fits else {}
    return [Chosen(version=versions[fit.code], reasons=in_words(fit, names=names)) for fit in fits]


def names_by_kind() -> dict[str, dict[str, str]]:
    """Return names of offences, platforms and strands by code, with two statements."""
    names = names_of()
    offences = {row.code: str(row) for row in Offence.objects.all()}
    return {"offences": offences, "platforms": names["platforms"], "strands": names["strands"]}


def offered_names() -> dict[str, list[tuple[str, str]]]:
    """Return what a piece can be for, as choices by kind."""
    names = names_by_kind()
    platforms = [(row.code, row.name) for row in Platform.objects.order_by("name")]
    return {
        "offences": sorted(names["offences"].items(), key=lambda each: each[1]),
        "platforms": platforms,
        "strands": list(names["strands"].items()),
    }


def list_pieces(*, wanted: Wanted, page: Any, by: Actor) -> Page[Any]:
    """Return a page of the newest version of each piece, by title. Raises NotPermitted."""
    require(by=by, action=Action.VIEW_CASE)
    newer = GuidanceVersion.objects.filter(guidance=OuterRef("guidance"), number__gt=OuterRef("number"))
    rows = GuidanceVersion.objects.select_related("guidance").filter(_matching(wanted))
    rows = rows.filter(state=wanted.state) if wanted.state in State.values else rows.filter(~Exists(newer))
    return Paginator(rows.order_by("title", "id"), PAGE).get_page(page)


def list_published(*, wanted: Wanted, page: Any, by: Actor) -> Page[Any]:
    """Return a page of the published pieces, by title, for forces. Raises NotPermitted."""
    require(by=by, action=Action.READ_FORCE_CASES)
    return Paginator(_published().filter(_matching(wanted)).order_by("title", "id"), PAGE).get_page(page)


def find_published(*, code: str, by: Actor) -> GuidanceVersion:
    """Return the published version of a piece, for forces. Raises NoSuchGuidance and NotPermitted."""
    require(by=by, action=Action.READ_FORCE_CASES)
    row = _published().filter(guidance__code=code).first()
    if row is None:
        raise NoSuchGuidance(code)
    return row


def versions_of(*, code: str, by: Actor) -> list[GuidanceVersion]:
    """Return the newest 50 versions of a piece, the newest first, with what forces said of each.

    Raises NoSuchGuidance and NotPermitted.
    """
    require(by=by, action=Action.VIEW_CASE)
    guidance = Guidance.objects.filter(code=code).first()
    if guidance is None:
        raise NoSuchGuidance(code)
    rows = guidance.versions.select_related("guidance").annotate(times_given=Count("given__case", distinct=True))
    return list(rows.order_by("-number")[:MOST_VERSIONS])


def verdicts_of(versions: list[GuidanceVersion]) -> dict[int, dict[str, int]]:
    """Return how often forces said what of each of some versions, with one statement."""
    rows = GuidanceFeedback.objects.filter(version__in=versions).values_list("version", "verdict")
    found: dict[int, dict[str, int]] = {}
    for version, verdict, number in rows.annotate(n=Count("id")):
        found.setdefault(version, {})[verdict] = number
    return found


def to_review(*, by: Actor) -> QuerySet[GuidanceVersion]:
    """Return the drafts that the actor may review: those that somebody else wrote. Raises NotPermitted."""
    require(by=by, action=Action.REVIEW_GUIDANCE)
    return GuidanceVersion.objects.filter(state=State.DRAFT).exclude(written_by=str(by))


def overdue(*, by: Actor, today: date) -> QuerySet[GuidanceVersion]:
    """Return the published versions that should have been looked at again. Raises NotPermitted."""
    require(by=by, action=Action.REVIEW_GUIDANCE)
    return GuidanceVersion.objects.filter(state=State.PUBLISHED, look_again_by__lt=today)


def _published() -> QuerySet[GuidanceVersion]:
    return GuidanceVersion.objects.filter(state=State.PUBLISHED).select_related("guidance")


def _matching(wanted: Wanted) -> Q:
    """Return what narrows versions down: a piece that names nothing of a kind is for every value of it."""
    asked = Q()
    kinds = {
        "problems": wanted.problem,
        "offences": wanted.offence,
        "platforms": wanted.platform,
        "strands": wanted.strand,
    }
    for kind, code in kinds.items():
        if code:
            asked &= Q(**{f"{kind}__contains": [code]}) | Q(**{kind: []})
    return asked


def newest_numbers(codes: list[str]) -> dict[str, int]:
    """Return the number of the published version of some pieces; nothing for one that has none."""
    rows = _published().filter(guidance__code__in=codes)
    return dict(rows.values_list(F("guidance__code"), "number"))
