"""Which pieces of guidance go with a case, and why. Pure: the facts come from outside, and the day with them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

MOST = 5
"""Pieces that go with one case: more are not read."""
DATA_KEPT = timedelta(days=30)
"""After how many days a platform may have let data go that says who used an account; awaits a practitioner."""
NEAR = timedelta(days=60)
"""How near the last day for proceedings is before it is a problem of its own."""
MANY = 10
"""Reports of one case from which on it is worked as one of many."""


class Problem(StrEnum):
    """What makes a case hard, as the hub can tell from what it has."""

    ANONYMOUS_ACCOUNT = "anonymous_account"
    ABROAD = "abroad"
    PLATFORM_DECLINED = "platform_declined"
    DATA_AT_RISK = "data_at_risk"
    NOT_CAPTURED = "not_captured"
    REPEAT_VICTIM = "repeat_victim"
    VICTIM_AT_RISK = "victim_at_risk"
    YOUNG_VICTIM = "young_victim"
    TIME_LIMIT_NEAR = "time_limit_near"
    MANY_REPORTS = "many_reports"


PROBLEM_NAMES: Mapping[Problem, str] = {
    Problem.ANONYMOUS_ACCOUNT: "Nobody knows who is behind the account",
    Problem.ABROAD: "Whoever did it is said to be abroad",
    Problem.PLATFORM_DECLINED: "A platform refused, or did not answer",
    Problem.DATA_AT_RISK: "What the platform knows may soon be gone",
    Problem.NOT_CAPTURED: "The hub could not capture the post",
    Problem.REPEAT_VICTIM: "It has happened to the person before",
    Problem.VICTIM_AT_RISK: "Somebody may be in danger",
    Problem.YOUNG_VICTIM: "Somebody under 18 is concerned",
    Problem.TIME_LIMIT_NEAR: "The last day for proceedings is near",
    Problem.MANY_REPORTS: "Many people reported the same thing",
}
BECAUSE: Mapping[Problem, str] = {
    Problem.ANONYMOUS_ACCOUNT: "because an account is named and nobody says who is behind it",
    Problem.ABROAD: "because whoever did it is said to be abroad",
    Problem.PLATFORM_DECLINED: "because a platform refused what the hub asked, or did not answer in time",
    Problem.DATA_AT_RISK: (
        f"because the earliest report is older than {DATA_KEPT.days} days and no platform was asked to preserve data"
    ),
    Problem.NOT_CAPTURED: "because the hub tried to capture the post and could not",
    Problem.REPEAT_VICTIM: "because somebody says that it has happened before",
    Problem.VICTIM_AT_RISK: "because somebody says that a person may be in danger",
    Problem.YOUNG_VICTIM: "because somebody concerned is under 18",
    Problem.TIME_LIMIT_NEAR: f"because the last day for proceedings is within {NEAR.days} days, or has passed",
    Problem.MANY_REPORTS: f"because {MANY} people or more reported it",
}


@dataclass(frozen=True, kw_only=True)
class CaseFacts:
    """What the hub knows of a case, as far as guidance depends on it. All of it is in the case's package anyway."""

    offences: frozenset[str] = frozenset()
    platforms: frozenset[str] = frozenset()
    strands: frozenset[str] = frozenset()
    names_account: bool = False
    describes_suspect: bool = False
    says_abroad: bool = False
    platform_declined: bool = False
    asked_to_preserve: bool = False
    has_capture: bool = False
    failed_capture: bool = False
    happened_before: bool = False
    in_danger: bool = False
    under_18: bool = False
    reports: int = 1
    earliest_on: date | None = None
    proceedings_by: date | None = None


@dataclass(frozen=True, kw_only=True)
class Scope:
    """What a piece is for. A kind that names nothing asks for nothing; of one that does, one value has to fit."""

    offences: frozenset[str] = frozenset()
    platforms: frozenset[str] = frozenset()
    strands: frozenset[str] = frozenset()
    problems: frozenset[str] = frozenset()


@dataclass(frozen=True, kw_only=True)
class Reason:
    """One thing by which a piece fits: its kind and a code of it."""

    kind: str
    code: str


@dataclass(frozen=True, kw_only=True)
class Fit:
    """How well a piece fits a case: the higher, the more specific; and why."""

    code: str
    score: int
    reasons: tuple[Reason, ...]


WEIGHTS: Mapping[str, int] = {"problems": 40, "offences": 30, "platforms": 20, "strands": 10}
"""What fitting by a kind is worth. Problems first: they say what to do, where the others say about what."""
NARROW = 6
"""What naming a single value of a kind adds; two add half of it, and so on."""


def problems_of(facts: CaseFacts, *, today: date) -> frozenset[Problem]:
    """Return the problems of a case on a day."""
    is_old = facts.earliest_on is not None and today - facts.earliest_on > DATA_KEPT
    is_near = facts.proceedings_by is not None and facts.proceedings_by - today <= NEAR
    holds = {
        Problem.ANONYMOUS_ACCOUNT: facts.names_account and not facts.describes_suspect,
        Problem.ABROAD: facts.says_abroad,
        Problem.PLATFORM_DECLINED: facts.platform_declined,
        Problem.DATA_AT_RISK: is_old and bool(facts.platforms) and not facts.asked_to_preserve,
        Problem.NOT_CAPTURED: facts.failed_capture and not facts.has_capture,
        Problem.REPEAT_VICTIM: facts.happened_before,
        Problem.VICTIM_AT_RISK: facts.in_danger,
        Problem.YOUNG_VICTIM: facts.under_18,
        Problem.TIME_LIMIT_NEAR: is_near,
        Problem.MANY_REPORTS: facts.reports >= MANY,
    }
    return frozenset(problem for problem, is_so in holds.items() if is_so)


def fit_of(code: str, scope: Scope, facts: CaseFacts, *, today: date) -> Fit | None:
    """Return how a piece fits a case; None where a kind that it names has nothing in common with the case."""
    found = {
        "problems": frozenset(str(problem) for problem in problems_of(facts, today=today)),
        "offences": facts.offences,
        "platforms": facts.platforms,
        "strands": facts.strands,
    }
    score, reasons = 0, []
    for kind, weight in WEIGHTS.items():
        wanted: frozenset[str] = getattr(scope, kind)
        shared = wanted & found[kind]
        if wanted and not shared:
            return None
        if wanted:
            score += weight + NARROW // len(wanted)
            reasons += [Reason(kind=kind, code=each) for each in sorted(shared)]
    return Fit(code=code, score=score, reasons=tuple(reasons))


def choose(pieces: Iterable[tuple[str, Scope]], facts: CaseFacts, *, today: date, most: int = MOST) -> list[Fit]:
    """Return the pieces that go with a case, the most specific first, equal ones by code; at most `most`."""
    fits = (fit_of(code, scope, facts, today=today) for code, scope in pieces)
    return sorted((fit for fit in fits if fit), key=lambda fit: (-fit.score, fit.code))[:most]


def in_words(fit: Fit, *, names: Mapping[str, Mapping[str, str]]) -> list[str]:
    """Return why a piece fits, a sentence part for each reason; `names` give names by kind and code."""
    if not fit.reasons:
        return ["because it is for every case"]
    return [_words(reason, names.get(reason.kind, {})) for reason in fit.reasons]


def _words(reason: Reason, names: Mapping[str, str]) -> str:
    if reason.kind == "problems":
        return BECAUSE[Problem(reason.code)]
    name = names.get(reason.code, reason.code)
    nouns = {"offences": "because the offence is", "platforms": "because the platform is"}
    return f"{nouns.get(reason.kind, 'because the case is about')} {name}"
