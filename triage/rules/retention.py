"""How long a case is kept: its class, from when its period runs, and when it is to be reviewed. Pure.

Classes and periods are data (`triage/data/retention.json`), with their versions. Source of the shape: the management
of police information (review by group, each decision to keep recorded); sections 39 and 47 of the Data Protection
Act 2018.
"""

from calendar import monthrange
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

MOST_MONTHS = 1200


class BadRetentionTable(Exception):
    """The table cannot be used; the message says why."""


class CountedFrom(StrEnum):
    """What a period runs from."""

    CLOSING = "closing"
    LAST_ACTIVITY = "last_activity"


class ClassCode(StrEnum):
    """What the rule tells apart; a table has a period for each."""

    EMERGENCY = "emergency"
    CRIME_WITH_FORCE = "crime_with_force"
    CRIME_NO_ACTION = "crime_no_action"
    NON_CRIME = "non_crime"
    NOT_A_CRIME = "not_a_crime"
    WITHDRAWN = "withdrawn"
    MISUSE = "misuse"


@dataclass(frozen=True, kw_only=True)
class RetentionClass:
    """One class: after how many months a case of it is reviewed, from when, and by how many it can be kept on."""

    code: str
    name: str
    months: int
    counted_from: CountedFrom
    keep_months: int
    source: str


@dataclass(frozen=True, kw_only=True)
class RetentionTable:
    """One version of the table. `criteria` are the grounds for keeping a case longer: name by code."""

    version: str
    in_force_from: date
    basis: str
    classes: Mapping[str, RetentionClass]
    criteria: Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class CaseFacts:
    """What decides the class of a closed case. `decided` and `disposal` are those of its newest assessment, or empty.

    `had_danger`: an emergency was handed over. `came_in_burst`: with many others from one network.
    """

    outcome: str
    decided: str = ""
    disposal: str = ""
    had_danger: bool = False
    had_force: bool = False
    came_in_burst: bool = False


def class_of(facts: CaseFacts) -> ClassCode:
    """Return the class of a closed case: the first that fits, those that are kept longest first."""
    if facts.had_danger:
        return ClassCode.EMERGENCY
    if facts.decided == "crime":
        return ClassCode.CRIME_WITH_FORCE if facts.had_force else ClassCode.CRIME_NO_ACTION
    if facts.decided == "non_crime" and facts.disposal != "no_record":
        return ClassCode.NON_CRIME
    if facts.outcome == "withdrawn" and not facts.decided:
        return ClassCode.WITHDRAWN
    return ClassCode.MISUSE if facts.came_in_burst else ClassCode.NOT_A_CRIME


def counted_on(chosen: RetentionClass, *, closed_on: date, last_activity_on: date) -> date:
    """Return the day from which the period of a class runs; what was done after the closing counts where it says so."""
    if chosen.counted_from == CountedFrom.LAST_ACTIVITY:
        return max(closed_on, last_activity_on)
    return closed_on


def due_on(chosen: RetentionClass, *, counted_from: date, keep_until: date | None) -> date:
    """Return the day of the review: when the period is over, or what somebody decided to keep it until, if later."""
    regular = add_months(counted_from, chosen.months)
    return max(regular, keep_until) if keep_until else regular


def add_months(day: date, months: int) -> date:
    """Return the same day of the month that many months later, or the last of that month."""
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def read_tables(data: Mapping[str, Any]) -> tuple[RetentionTable, ...]:
    """Return the versions of the table, the newest last, checked. Raises BadRetentionTable."""
    tables = tuple(sorted((_table(each) for each in data["versions"]), key=lambda table: table.in_force_from))
    if not tables:
        raise BadRetentionTable("there is no version")
    if len({table.in_force_from for table in tables}) < len(tables):
        raise BadRetentionTable("two versions begin on one day")
    return tables


def in_force(tables: Sequence[RetentionTable], *, on: date) -> RetentionTable:
    """Return the version of a day; before the first one, the first."""
    return [tables[0], *(table for table in tables if table.in_force_from <= on)][-1]


def _table(data: Mapping[str, Any]) -> RetentionTable:
    classes = {each["code"]: _class(each) for each in data["classes"]}
    if set(classes) != {str(code) for code in ClassCode} or len(classes) < len(data["classes"]):
        raise BadRetentionTable(f"{data['version']} has each class once, and no other")
    criteria = {each["code"]: each["name"] for each in data["criteria"]}
    if not criteria or not data["basis"]:
        raise BadRetentionTable(f"{data['version']} has grounds for keeping, and says what it rests on")
    return RetentionTable(
        version=data["version"],
        in_force_from=date.fromisoformat(data["in_force_from"]),
        basis=data["basis"],
        classes=classes,
        criteria=criteria,
    )


def _class(data: Mapping[str, Any]) -> RetentionClass:
    for name in ("months", "keep_months"):
        months = data[name]
        if isinstance(months, bool) or not isinstance(months, int) or not 1 <= months <= MOST_MONTHS:
            raise BadRetentionTable(f"{name} of {data['code']} is a whole number from 1 to {MOST_MONTHS}")
    if not data["source"]:
        raise BadRetentionTable(f"{data['code']} says where its period comes from")
    return RetentionClass(
        code=data["code"],
        name=data["name"],
        months=data["months"],
        counted_from=CountedFrom(data["counted_from"]),
        keep_months=data["keep_months"],
        source=data["source"],
    )
