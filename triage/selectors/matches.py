"""Reading what was offered between cases, and what officers said to it."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q, QuerySet

from hatehub.accounts.actors import Actor
from hatehub.accounts.permissions import require
from hatehub.accounts.roles import Action
from reports.models import Case, Report
from triage.models import DuplicateMatch, Trait
from triage.rules.matching import CERTAIN, may_be_same

SHOWN = 25
MOST_READ = 400
MOST_COUNTED = 1000
SHARED_SHOWN = 5
State = DuplicateMatch.State


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """Another case, and every reason for which it was offered; the strongest reason first."""

    other: Report
    reasons: tuple[DuplicateMatch, ...]

    @property
    def best(self) -> DuplicateMatch:
        """The strongest reason."""
        return self.reasons[0]

    @property
    def is_mergeable(self) -> bool:
        """Whether any reason says that they may be the same, and not only alike."""
        return may_be_same(reason.kind for reason in self.reasons)


@dataclass(frozen=True, kw_only=True)
class Shared:
    """Something that a case has in common with others: how many there are, a thousand at most, and the newest."""

    kind: str
    count: int
    is_more: bool
    newest: tuple[Report, ...]


def list_candidates(*, case: Case) -> list[Candidate]:
    """Return the cases that may be the same as this one, the strongest reason first; at most 400 reasons are read."""
    return _grouped(case, _between_cases(case, states=[State.OFFERED]))


def list_told_apart(*, case: Case) -> list[Candidate]:
    """Return the cases of which an officer said that they are not the same, or only related."""
    return _grouped(case, _between_cases(case, states=[State.REFUSED, State.RELATED]))


def list_reasons(*, match: DuplicateMatch) -> list[DuplicateMatch]:
    """Return every reason between the two reports of a match, the strongest first."""
    pair = DuplicateMatch.objects.filter(report=match.report_id, other=match.other_id)
    return sorted(pair, key=strength, reverse=True)


def get_match(*, match_id: int, by: Actor) -> DuplicateMatch | None:
    """Return one match with both reports, or None."""
    require(by=by, action=Action.VIEW_CASE)
    matches = DuplicateMatch.objects.select_related(
        "report__case__lead", "other__case__lead", "report__complainant", "other__complainant"
    )
    return matches.prefetch_related("report__contents", "other__contents").filter(id=match_id).first()


def list_shared(*, case: Case) -> list[Shared]:
    """Return what the lead report has in common with reports of other cases: who wrote it, and who it is against."""
    traits = Trait.objects.filter(report=case.lead_id, kind__in=[Trait.Kind.ACCOUNT, Trait.Kind.TARGET])
    shared = (_shared(case, kind=trait.kind, key=trait.key) for trait in traits.order_by("kind", "id"))
    return [each for each in shared if each.count]


def strength(match: DuplicateMatch) -> tuple[bool, float]:
    """Return what puts reasons in order: the certain ones first, then by score."""
    return match.kind in CERTAIN, match.score or 0.0


def _shared(case: Case, *, kind: str, key: str) -> Shared:
    rows = Trait.objects.filter(kind=kind, key=key).exclude(report__case=case).order_by("-at", "-id")
    ids = list(rows.values_list("report_id", flat=True)[: MOST_COUNTED + 1])
    newest = Report.objects.filter(id__in=ids[:SHARED_SHOWN]).select_related("case").order_by("-submitted_at")
    return Shared(kind=kind, count=min(len(ids), MOST_COUNTED), is_more=len(ids) > MOST_COUNTED, newest=tuple(newest))


def _between_cases(case: Case, *, states: list[str]) -> list[DuplicateMatch]:
    """Return the matches between a report of this case and one of another, the newest first.

    Each side is asked for by itself, so that each can be answered through an index.
    """
    rows: list[DuplicateMatch] = []
    for own, other in (("report", "other"), ("other", "report")):
        side = DuplicateMatch.objects.filter(Q(**{f"{own}__case": case}), state__in=states)
        rows += _newest(side.exclude(**{f"{other}__case": case}))
    return rows[:MOST_READ]


def _newest(matches: QuerySet[DuplicateMatch]) -> list[DuplicateMatch]:
    chosen = matches.select_related("report__case__lead", "other__case__lead")
    return list(chosen.order_by("-found_at", "id")[: MOST_READ // 2])


def _grouped(case: Case, rows: list[DuplicateMatch]) -> list[Candidate]:
    by_case: dict[UUID, dict[str, DuplicateMatch]] = {}
    for row in sorted(rows, key=strength, reverse=True):
        other = row.other if row.report.case_id == case.id else row.report
        by_case.setdefault(other.case_id, {}).setdefault(row.kind, row)
    found = [_candidate(case, tuple(reasons.values())) for reasons in by_case.values()]
    return sorted(found, key=lambda each: strength(each.best), reverse=True)


def _candidate(case: Case, reasons: tuple[DuplicateMatch, ...]) -> Candidate:
    best = reasons[0]
    return Candidate(other=best.other if best.report.case_id == case.id else best.report, reasons=reasons)
