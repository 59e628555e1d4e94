"""Which decisions a second officer reads, and whether two officers agree. Pure: tables and digests are handed in."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

OUTCOMES = ("crime", "non_crime", "out_of_scope")
KINDS = frozenset({"victim", "witness", "third_party", "professional", "unstated"})
DIGITS = 13
"""How many hexadecimal digits of a digest draw: 52 bits, which a float holds exactly."""
POSSIBLE = 1 << 4 * DIGITS


class BadReadingTable(Exception):
    """The table of second readings lacks a share, or has one that is no share; the message names it."""


@dataclass(frozen=True, kw_only=True)
class ReadingTable:
    """The share of decisions that is read again, 0 to 1, by outcome.

    `repeat_by_sender` are the kinds of complainant of whom an earlier report makes a repeat victim. Somebody who
    reports in the course of work sends many, each about somebody else.
    """

    version: str
    shares: Mapping[str, float]
    repeat_by_sender: frozenset[str]


@dataclass(frozen=True, kw_only=True)
class Judgement:
    """What an officer decided. `acts` says whether a force should act on a crime; None where nobody was asked."""

    outcome: str
    disposal: str
    acts: bool | None = None


def read_table(data: Mapping[str, Any], *, share: float | None = None) -> ReadingTable:
    """Return the table, checked; `share` replaces that of every outcome where it is given. Raises BadReadingTable."""
    shares = {outcome: data["shares"].get(outcome) if share is None else share for outcome in OUTCOMES}
    for outcome, value in shares.items():
        if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 1:
            raise BadReadingTable(f"{outcome}: {value!r} is not a share from 0 to 1")
    for outcome in data["shares"].keys() - set(OUTCOMES):
        raise BadReadingTable(f"{outcome} is not an outcome")
    kinds = frozenset(data["repeat_by_sender"])
    for kind in kinds - KINDS:
        raise BadReadingTable(f"{kind} is not a kind of complainant")
    return ReadingTable(version=data["version"], shares=shares, repeat_by_sender=kinds)


def is_drawn(digest: str, *, share: float) -> bool:
    """Tell whether a decision is read again, from a keyed hash of its id in hexadecimal.

    Who does not hold the key cannot foretell it, and nothing that an officer types goes into it.
    """
    return int(digest[:DIGITS], 16) / POSSIBLE < share


def is_no_further_action(*, outcome: str, may_be_assigned: bool) -> bool:
    """Tell whether a decision ends a report: out of scope, or a non-crime that nobody records.

    A crime that is closed without enforcement ends it too, but only when that closing is asked for.
    """
    return outcome == "out_of_scope" or (outcome == "non_crime" and not may_be_assigned)


def agree(first: Judgement, second: Judgement) -> bool:
    """Tell whether two officers came to the same: outcome, disposal and, where the first said it, what is done."""
    same_decision = (first.outcome, first.disposal) == (second.outcome, second.disposal)
    return same_decision and first.acts in (None, second.acts)
