"""What a flood asks of whoever sends: nothing in quiet times, a little work or a wait in loud ones; all is taken."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from reports.rules.windows import Recent

MOST_BITS = 26


class Scope(StrEnum):
    """Whose reports are counted together."""

    NETWORK = "network"
    WIDER_NETWORK = "wider_network"
    HUB = "hub"


class Kind(StrEnum):
    """What is counted. Drafts and files have hard limits; sent reports are only made slower."""

    SENT = "sent"
    DRAFTS = "drafts"
    FILES = "files"


@dataclass(frozen=True, kw_only=True)
class Level:
    """From so many reports on, the next one is asked for this much work, and marked where `is_burst`."""

    scope: Scope
    ten_minutes: int
    hour: int
    bits: int
    is_burst: bool


@dataclass(frozen=True, kw_only=True)
class FloodTable:
    """The thresholds, in a version. `waits` gives the seconds after which no work is asked, for each difficulty."""

    version: str
    levels: tuple[Level, ...]
    waits: Mapping[int, int]
    suspicious_bits: int
    challenge_minutes: int
    most_an_hour: Mapping[Kind, Mapping[Scope, int]]
    retry_seconds: int


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """What is asked of one report: leading zero bits of work, or a wait of seconds; both 0 in quiet times.

    `least_bits` is what an earlier challenge must have asked to be good still: what was asked is what counts, except
    of somebody who fell into the trap since.
    """

    bits: int = 0
    least_bits: int = 0
    wait_seconds: int = 0
    is_in_burst: bool = False


class WrongFloodTable(Exception):
    """The table of thresholds cannot be used; the message says why."""


def judge(table: FloodTable, *, counts: Mapping[Scope, Recent], is_known: bool, is_trapped: bool) -> Verdict:
    """Return what is asked of the next report, from what came before it.

    Where the network is not known (`is_known`), only the count of the whole hub speaks. Whoever filled in the field
    that no person sees (`is_trapped`) is marked and gets the most work.
    """
    reached = [level for level in table.levels if _is_reached(level, counts) and (is_known or level.scope is Scope.HUB)]
    bits = max([level.bits for level in reached] + [table.suspicious_bits] * is_trapped, default=0)
    is_in_burst = is_trapped or any(level.is_burst for level in reached)
    wait = table.waits[bits] if bits else 0
    least = table.suspicious_bits if is_trapped else 0
    return Verdict(bits=bits, least_bits=least, wait_seconds=wait, is_in_burst=is_in_burst)


def _is_reached(level: Level, counts: Mapping[Scope, Recent]) -> bool:
    seen = counts.get(level.scope, Recent())
    return seen.ten_minutes >= level.ten_minutes or seen.hour >= level.hour


def is_over(table: FloodTable, *, kind: Kind, counts: Mapping[Scope, Recent]) -> bool:
    """Tell whether counts, the new ones among them, are over a hard limit."""
    limits = table.most_an_hour[kind]
    return any(counts[scope].hour > most for scope, most in limits.items() if scope in counts)


def read_table(data: Mapping[str, Any]) -> FloodTable:
    """Return the table out of its JSON. Raises WrongFloodTable."""
    try:
        table = _read(data)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise WrongFloodTable(f"it cannot be read at {error}") from None
    asked = {level.bits for level in table.levels} | {table.suspicious_bits}
    if not all(1 <= bits <= MOST_BITS for bits in asked):
        raise WrongFloodTable(f"bits must be from 1 to {MOST_BITS}")
    if missing := sorted(asked - set(table.waits)):
        raise WrongFloodTable(f"waits has no seconds for {missing[0]} bits")
    if min(table.waits.values()) < 1 or max(table.waits.values()) >= table.challenge_minutes * 60:
        raise WrongFloodTable("waits must be at least a second, and end before challenge_minutes are over")
    return table


def _read(data: Mapping[str, Any]) -> FloodTable:
    return FloodTable(
        version=str(data["version"]),
        levels=tuple(_level(row) for row in data["levels"]),
        waits={int(bits): int(seconds) for bits, seconds in data["waits"].items()},
        suspicious_bits=int(data["suspicious_bits"]),
        challenge_minutes=int(data["challenge_minutes"]),
        most_an_hour={
            kind: {Scope(scope): int(most) for scope, most in data["most_an_hour"][kind.value].items()}
            for kind in (Kind.DRAFTS, Kind.FILES)
        },
        retry_seconds=int(data["retry_seconds"]),
    )


def _level(row: Mapping[str, Any]) -> Level:
    return Level(
        scope=Scope(row["scope"]),
        ten_minutes=int(row["ten_minutes"]),
        hour=int(row["hour"]),
        bits=int(row["bits"]),
        is_burst=bool(row.get("is_burst", False)),
    )
