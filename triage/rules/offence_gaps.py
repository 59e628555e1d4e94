"""What is still missing before an offence can be put to a prosecutor. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from triage.rules.time_bar import LimitRule


class Missing(StrEnum):
    """What can be missing."""

    POINTS = "points"
    FIRST_ACT = "first_act"
    LAST_ACT = "last_act"
    EVIDENCE_DAY = "evidence_day"
    EARLIER_ACT = "earlier_act"
    NOT_IN_FORCE = "not_in_force"
    HOSTILITY = "hostility"
    CONSENT = "consent"


@dataclass(frozen=True, kw_only=True)
class Gap:
    """One thing that is missing; `detail` names the days or the person that it is about, `number` how many points."""

    missing: Missing
    detail: str = ""
    number: int = 0


@dataclass(frozen=True, kw_only=True)
class OffenceFacts:
    """What is recorded of one offence. `points` are what is to be proved, each with its evidence, empty for none.

    `earliest` is the earliest day that the reports of the case tell of; `in_force` the dates of the provision.
    """

    points: Sequence[tuple[str, str]]
    rule: LimitRule
    needs_consent: str
    hostility: str
    first_act_on: date | None
    last_act_on: date | None
    evidence_on: date | None
    earliest: date | None
    in_force: tuple[date | None, date | None] = (None, None)


def gaps_of(facts: OffenceFacts) -> list[Gap]:
    """Return what is missing, in the order in which it is worked off; empty where nothing is."""
    without = sum(not evidence.strip() for _, evidence in facts.points)
    return [
        *([Gap(missing=Missing.POINTS, number=without)] if without else []),
        *_days(facts),
        *([Gap(missing=Missing.HOSTILITY)] if facts.hostility == "none" else []),
        *([Gap(missing=Missing.CONSENT, detail=facts.needs_consent)] if facts.needs_consent else []),
    ]


def _days(facts: OffenceFacts) -> Iterator[Gap]:
    if facts.first_act_on is None:
        yield Gap(missing=Missing.FIRST_ACT)
    elif facts.earliest is not None and facts.earliest < facts.first_act_on:
        yield Gap(missing=Missing.EARLIER_ACT, detail=facts.earliest.isoformat())
    if facts.rule is LimitRule.FROM_LAST_ACT and facts.last_act_on is None:
        yield Gap(missing=Missing.LAST_ACT)
    if facts.rule is LimitRule.FROM_EVIDENCE and facts.evidence_on is None:
        yield Gap(missing=Missing.EVIDENCE_DAY)
    act = facts.first_act_on or facts.earliest
    begins, ends = facts.in_force
    if act is not None and not (begins or date.min) <= act <= (ends or date.max):
        yield Gap(missing=Missing.NOT_IN_FORCE, detail=act.isoformat())
