"""The table of weights: how many points each fact is worth, and from how many a case is in which band. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Any

MOST_POINTS = 9_999
"""No case may ever get more: places in the queues are counted with four digits a band."""


class Fact(StrEnum):
    """What is weighed, in the order in which it is shown."""

    THREAT_TO_LIFE = "threat_to_life"
    CHILD_AT_RISK = "child_at_risk"
    DANGER_UNSURE = "danger_unsure"
    UNDER_18 = "under_18"
    REPEAT_VICTIM = "repeat_victim"
    HAPPENED_BEFORE = "happened_before"
    STILL_GOING_ON = "still_going_on"
    SUSPECT_KNOWN = "suspect_known"
    CANNOT_SPEAK = "cannot_speak"
    DISABILITY = "disability"
    INTERPRETER = "interpreter"
    REPORTS_IN_CASE = "reports_in_case"
    REPORTS_IN_WAVE = "reports_in_wave"
    TIME_BAR_NEAR = "time_bar_near"
    AGE_DAYS = "age_days"
    LATE_HOURS = "late_hours"


class Band(StrEnum):
    """How urgent a case is, in words, the most urgent first."""

    URGENT = "urgent"
    HIGH = "high"
    NORMAL = "normal"
    LOW = "low"


BANDS = tuple(Band)
ALWAYS_URGENT = (Fact.THREAT_TO_LIFE, Fact.CHILD_AT_RISK)
"""Facts that make a case urgent by themselves, whatever the table says of the others."""
Steps = tuple[tuple[int, int], ...]


@dataclass(frozen=True, kw_only=True)
class PriorityTable:
    """The weights in the version that was loaded.

    A weight is a row of steps: from this amount on, that many points. For the time bar, whose amount is the days
    left, a step holds from that many days down. `bands` say from how many points on.
    """

    version: str
    basis: str
    weights: Mapping[Fact, Steps]
    bands: Mapping[Band, int]
    repeat_within: timedelta
    weighed_again_after: timedelta


class BadPriorities(Exception):
    """The table cannot be used; the message says why."""


def read_table(values: Mapping[str, Any]) -> PriorityTable:
    """Return the table that these values make, checked. Raises BadPriorities with the reason."""
    version = values.get("version")
    if not isinstance(version, str) or not version.strip():
        raise BadPriorities("the table has no version")
    where = f"version {version}"
    return PriorityTable(
        version=version,
        basis=str(values.get("basis", "")),
        weights=_weights(values.get("weights"), bands := _bands(values.get("bands"), where), where),
        bands=bands,
        repeat_within=_days(values, "repeat_within_days", where),
        weighed_again_after=_days(values, "weighed_again_after_days", where),
    )


def _bands(given: Any, where: str) -> dict[Band, int]:
    if not isinstance(given, dict) or set(given) != set(BANDS):
        raise BadPriorities(f"{where}: the bands have to be {', '.join(BANDS)}")
    if any(not _is_number(points) for points in given.values()):
        raise BadPriorities(f"{where}: a band begins at a whole number of points")
    found = {band: given[band] for band in BANDS}
    limits = list(found.values())
    if limits != sorted(set(limits), reverse=True):
        raise BadPriorities(f"{where}: each band has to begin lower than the one above it")
    if limits[-1] != 0:
        raise BadPriorities(f"{where}: the lowest band has to begin at 0, or some case would have none")
    return found


def _weights(given: Any, bands: Mapping[Band, int], where: str) -> dict[Fact, Steps]:
    if not isinstance(given, dict):
        raise BadPriorities(f"{where}: there are no weights")
    unknown, missing = sorted(set(given) - set(Fact)), sorted(set(Fact) - set(given))
    if unknown or missing:
        raise BadPriorities(f"{where}: unknown facts: {unknown}; facts without a weight: {missing}")
    found = {fact: _steps(fact, given[fact], where) for fact in Fact}
    for fact in ALWAYS_URGENT:
        if found[fact][0][1] < bands[Band.URGENT]:
            raise BadPriorities(f"{where}: {fact} has to make a case urgent by itself")
    most = sum(max(points for _, points in steps) for steps in found.values())
    if most > MOST_POINTS:
        raise BadPriorities(f"{where}: a case could get {most} points, more than {MOST_POINTS}")
    return found


def _steps(fact: Fact, given: Any, where: str) -> Steps:
    """Return the steps of one weight: amounts rise, and points rise with them; for the time bar they fall."""
    steps = tuple(tuple(step) for step in given) if isinstance(given, list) and _are_pairs(given) else ()
    if not steps:
        raise BadPriorities(f"{where}: the steps of {fact} have to be pairs of an amount and points")
    if any(not _is_number(number) for step in steps for number in step):
        raise BadPriorities(f"{where}: {fact} may hold whole numbers only")
    amounts, points = [step[0] for step in steps], [step[1] for step in steps]
    if amounts != sorted(set(amounts)) or amounts[0] < 1:
        raise BadPriorities(f"{where}: the amounts of {fact} have to rise from 1 or more")
    if min(points) < 1:
        raise BadPriorities(f"{where}: every step of {fact} has to give points")
    if points != sorted(set(points), reverse=fact is Fact.TIME_BAR_NEAR):
        raise BadPriorities(f"{where}: {fact} has to give more points the graver it is")
    return steps  # type: ignore[return-value]  # pairs, as was checked


def _are_pairs(given: list[Any]) -> bool:
    return all(isinstance(step, list) and len(step) == 2 for step in given)


def _is_number(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _days(values: Mapping[str, Any], name: str, where: str) -> timedelta:
    days = values.get(name)
    if not _is_number(days) or not 1 <= int(str(days)) <= 10_000:
        raise BadPriorities(f"{where}: {name} has to be a whole number from 1 to 10,000")
    return timedelta(days=int(str(days)))
