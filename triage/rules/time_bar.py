"""The last day on which proceedings can begin, and the sentence that explains it. Pure.

Source: Magistrates' Courts Act 1980, s 127: "within 6 months from" does not count the day itself, and the months
end on the corresponding date (Dodds v Walker 1981). The limits from the evidence say "beginning with" (Communications
Act 2003, s 127(5); Online Safety Act 2023, s 179(7)) and do count it. What awaits confirmation: docs/time-limits.md.
"""

import calendar
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

CAP_MONTHS = 36
DAY = timedelta(days=1)
MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


class LimitRule(StrEnum):
    """What the months of a limit run from."""

    NONE = "none"
    FROM_OFFENCE = "from_offence"
    FROM_LAST_ACT = "from_last_act"
    FROM_EVIDENCE = "from_evidence"


class How(StrEnum):
    """How the day of the earliest act is known, the surest first."""

    RECORDED = "recorded"
    HAPPENED = "happened"
    POSTED = "posted"
    REPORTED = "reported"


HOW_IN_WORDS = {
    How.RECORDED: "the first act that an officer has recorded",
    How.HAPPENED: "the earliest day on which it is said to have happened",
    How.POSTED: "the earliest day on which a post is said to have been put up",
    How.REPORTED: "the day on which it was reported, since no earlier one is known",
}


@dataclass(frozen=True, kw_only=True)
class KnownDay:
    """The earliest known day of an act, and how it is known."""

    day: date
    how: How


@dataclass(frozen=True, kw_only=True)
class Limit:
    """An offence's limit: its name as it is read out, the rule, and the months, which only NONE goes without."""

    offence: str
    rule: LimitRule
    months: int | None


@dataclass(frozen=True, kw_only=True)
class Bar:
    """The last day on which proceedings can begin, None where there is no limit, and why in a sentence."""

    due_on: date | None
    sentence: str


@dataclass(frozen=True, kw_only=True)
class _Start:
    """The day that the months run from, what it is, and what else is to be said of it."""

    day: date
    words: str
    remark: str = ""


def time_bar(
    limit: Limit, *, earliest: KnownDay, last_act_on: date | None = None, evidence_on: date | None = None
) -> Bar:
    """Return the last day for one offence. Where a day that the rule needs is missing, the earliest act counts."""
    if limit.rule is LimitRule.NONE or limit.months is None:
        return Bar(due_on=None, sentence=f"There is no time limit for {limit.offence}.")
    first = _earliest(earliest, last_act_on, evidence_on)
    if limit.rule is LimitRule.FROM_EVIDENCE:
        return _from_evidence(limit, limit.months, first=first, evidence_on=evidence_on)
    start = first
    if limit.rule is LimitRule.FROM_LAST_ACT:
        what = "the last act of the course of conduct"
        start = _Start(day=last_act_on, words=what) if last_act_on else _instead(first, what)
    due = corresponding_day(start.day, limit.months)
    return _bar(limit, limit.months, start, due=due, is_counted=False)


def corresponding_day(day: date, months: int) -> date:
    """Return the day of the same number `months` later, or the last of that month where it has no such day."""
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def last_day_beginning_with(day: date, months: int) -> date:
    """Return the last day of a period of months whose first day is `day`."""
    end = corresponding_day(day, months)
    return end - DAY if end.day == day.day else end


def earliest_of(days: Iterable[KnownDay]) -> KnownDay | None:
    """Return the earliest of several days, the surest of equal ones; None for none."""
    return min(days, key=lambda known: (known.day, list(How).index(known.how)), default=None)


def in_words(day: date) -> str:
    """Return a day as it is read out, for example 3 March 2026."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def _earliest(earliest: KnownDay, last_act_on: date | None, evidence_on: date | None) -> _Start:
    """Return the first act; no act comes after the last one, nor after the evidence of it."""
    start = _Start(day=earliest.day, words=HOW_IN_WORDS[earliest.how])
    if evidence_on is not None and evidence_on < start.day:
        start = _Start(day=evidence_on, words="the day of the evidence, before which it must have happened")
    if last_act_on is not None and last_act_on < start.day:
        start = _Start(day=last_act_on, words="the last act that an officer has recorded")
    return start


def _from_evidence(limit: Limit, months: int, *, first: _Start, evidence_on: date | None) -> Bar:
    what = "the day on which the prosecutor had sufficient evidence"
    start = _Start(day=evidence_on, words=what) if evidence_on else _instead(first, what)
    due, cap = last_day_beginning_with(start.day, months), last_day_beginning_with(first.day, CAP_MONTHS)
    if cap < due:
        late = _Start(day=first.day, words=first.words, remark="However late the evidence comes, it ends then.")
        return _bar(limit, CAP_MONTHS, late, due=cap, is_counted=True)
    return _bar(limit, months, start, due=due, is_counted=True)


def _instead(first: _Start, missing: str) -> _Start:
    return _Start(day=first.day, words=first.words, remark=f"Not recorded yet: {missing}.")


def _bar(limit: Limit, months: int, start: _Start, *, due: date, is_counted: bool) -> Bar:
    period = f"{_count(months)} {'beginning with' if is_counted else 'from'} {in_words(start.day)}"
    sentences = [
        f"Proceedings for {limit.offence} must begin by {in_words(due)}: {period}, {start.words}.",
        start.remark,
        "That day itself counts." if is_counted else "That day itself is not counted.",
    ]
    if corresponding_day(start.day, months).day != start.day.day:
        sentences.append(f"The month in which it ends has no day {start.day.day}, so it ends with the month.")
    return Bar(due_on=due, sentence=" ".join(filter(None, sentences)))


def _count(months: int) -> str:
    if months % 12 == 0:
        return "1 year" if months == 12 else f"{months // 12} years"
    return "1 month" if months == 1 else f"{months} months"
