"""What protects those who look: when a break is suggested, and what a supervisor may be told. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

NUMBERS = ("fewest_people", "fewest_officers", "kept_days")


class BadWellbeingTable(Exception):
    """The table cannot be used; the message says why."""


@dataclass(frozen=True, kw_only=True)
class BreakRule:
    """After how much a break is suggested, and after how long without anything a break has been taken."""

    after_minutes: int
    after_seen: int
    pause_minutes: int

    def chosen(self, *, after_minutes: int | None, after_seen: int | None) -> "BreakRule":
        """Return the rule with what somebody chose for themselves; None leaves what the hub suggests."""
        return replace(
            self,
            after_minutes=self.after_minutes if after_minutes is None else after_minutes,
            after_seen=self.after_seen if after_seen is None else after_seen,
        )


@dataclass(frozen=True, kw_only=True)
class WellbeingTable:
    """The table of a release. Limits are the least and the most that somebody may choose.

    Totals of fewer than `fewest_people` are told to nobody; a strand that fewer than `fewest_officers` take is told
    to supervisors. Counts of a day are kept for `kept_days`.
    """

    version: str
    basis: str
    rule: BreakRule
    minutes_limits: tuple[int, int]
    seen_limits: tuple[int, int]
    fewest_people: int
    fewest_officers: int
    kept_days: int


@dataclass(frozen=True, kw_only=True)
class Stretch:
    """What somebody has seen without a break: from when to when, and how much."""

    began_at: datetime
    last_at: datetime
    seen: int


@dataclass(frozen=True, kw_only=True)
class TeamTotal:
    """What some people have seen together. `people` are those who have seen anything."""

    name: str
    people: int
    seen: int


def read_table(data: Mapping[str, Any]) -> WellbeingTable:
    """Return the table from its data, checked. Raises BadWellbeingTable."""
    rule, limits = data["break"], data["limits"]
    for name, value in [*rule.items(), *((name, data[name]) for name in NUMBERS)]:
        if isinstance(value, bool) or not isinstance(value, int) or value < 1:
            raise BadWellbeingTable(f"{name} is a whole number from 1")
    for name in ("after_minutes", "after_seen"):
        least, most = limits[name]
        if not 1 <= least <= rule[name] <= most:
            raise BadWellbeingTable(f"{name} lies within its limits")
    return WellbeingTable(
        version=data["version"],
        basis=data["basis"],
        rule=BreakRule(**rule),
        minutes_limits=tuple(limits["after_minutes"]),
        seen_limits=tuple(limits["after_seen"]),
        **{name: data[name] for name in NUMBERS},
    )


def gone_on(stretch: Stretch | None, *, at: datetime, seen: int, rule: BreakRule) -> Stretch:
    """Return the stretch with what has just been seen; a new one where there has been a break before it."""
    if stretch is None or has_paused(stretch, at=at, rule=rule):
        return Stretch(began_at=at, last_at=at, seen=seen)
    return replace(stretch, last_at=max(at, stretch.last_at), seen=stretch.seen + seen)


def has_paused(stretch: Stretch, *, at: datetime, rule: BreakRule) -> bool:
    """Tell whether nothing has been seen for as long as a break takes."""
    return at - stretch.last_at >= timedelta(minutes=rule.pause_minutes)


def is_break_due(stretch: Stretch | None, *, at: datetime, rule: BreakRule) -> bool:
    """Tell whether a break is suggested: much has been seen, or for long, and there has been none since."""
    if stretch is None or has_paused(stretch, at=at, rule=rule):
        return False
    is_long = stretch.last_at - stretch.began_at >= timedelta(minutes=rule.after_minutes)
    return is_long or stretch.seen >= rule.after_seen


def terms_of(strands: Iterable[str]) -> tuple[str, ...]:
    """Return the terms by which queues leave out the cases of some strands."""
    return tuple(f"strand:{code}" for code in sorted(set(strands)))


def telling(totals: Iterable[TeamTotal], *, fewest: int, others: str) -> list[TeamTotal]:
    """Return the totals that say nothing of one person: those of enough people, and the others put together.

    People without a team have no name there. Where the others are too few, nothing is told of them; there is no total
    of all, from which they could be worked out.
    """
    every = sorted(totals, key=lambda total: total.name)
    told = [total for total in every if total.name and total.people >= fewest]
    small = [total for total in every if total not in told]
    people = sum(total.people for total in small)
    if people >= fewest:
        told.append(TeamTotal(name=others, people=people, seen=sum(total.seen for total in small)))
    return told


def taken_by_few(avoided: Iterable[Iterable[str]], *, strands: Iterable[str], fewest: int) -> list[str]:
    """Return the strands that fewer than `fewest` officers take; `avoided` are those of each officer."""
    everyone = [frozenset(codes) for codes in avoided]
    return [code for code in strands if sum(code not in codes for codes in everyone) < fewest]
