"""What led to results: shares with their interval, beside like cases, and the order in which they are ranked. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from triage.rules.shares import Share, share_of


class BadTable(Exception):
    """The table of results cannot be used; the message says why."""


@dataclass(frozen=True, kw_only=True)
class Table:
    """Which Home Office outcomes are a result, and of how few cases nothing is said. A version of data, not code."""

    version: str
    results: frozenset[int]
    fewest: int
    basis: str


class Kind(StrEnum):
    """What is ranked: a piece of guidance, or a line of work."""

    GUIDANCE = "guidance"
    WORK = "work"


@dataclass(frozen=True, kw_only=True)
class Counted:
    """Cases with an outcome: those in which something was done, and like ones in which it was not."""

    kind: Kind
    code: str
    cases: int
    results: int
    other_cases: int
    other_results: int


class Verdict(StrEnum):
    """What can be said of the difference. `beside` is not `because of`."""

    TOO_FEW = "too_few"
    NO_COMPARISON = "no_comparison"
    MORE = "more"
    FEWER = "fewer"
    NO_DIFFERENCE = "no_difference"


@dataclass(frozen=True, kw_only=True)
class Ranked:
    """One line of the board. `share` is None of too few cases, `other` where too few like ones are without it."""

    counted: Counted
    share: Share | None
    other: Share | None
    verdict: Verdict


def read_table(data: object) -> Table:
    """Return the table out of its data. Raises BadTable."""
    if not isinstance(data, Mapping):
        raise BadTable("The table is no mapping.")
    numbers, fewest = data.get("results"), data.get("fewest")
    if not isinstance(numbers, list) or not numbers or not all(isinstance(each, int) for each in numbers):
        raise BadTable("`results` is no list of outcome numbers.")
    if not isinstance(fewest, int) or fewest < 2:
        raise BadTable("`fewest` is no number from 2.")
    return Table(
        version=str(data.get("version", "")),
        results=frozenset(numbers),
        fewest=fewest,
        basis=str(data.get("basis", "")),
    )


def rank(rows: Iterable[Counted], *, fewest: int) -> list[Ranked]:
    """Return the lines of the board: by the low end of the interval, so that few cases do not lead; too few last."""
    ranked = [_ranked(row, fewest) for row in rows]
    return sorted(ranked, key=_order)


def _ranked(row: Counted, fewest: int) -> Ranked:
    share = share_of(row.results, row.cases) if row.cases >= fewest else None
    other = share_of(row.other_results, row.other_cases) if row.other_cases >= fewest else None
    return Ranked(counted=row, share=share, other=other, verdict=_verdict(share, other))


def _verdict(share: Share | None, other: Share | None) -> Verdict:
    """Say what the two intervals allow: a difference is claimed only where they do not meet."""
    if share is None:
        return Verdict.TOO_FEW
    if other is None:
        return Verdict.NO_COMPARISON
    if share.low > other.high:
        return Verdict.MORE
    return Verdict.FEWER if share.high < other.low else Verdict.NO_DIFFERENCE


def _order(row: Ranked) -> tuple[float, int, str, str]:
    low = row.share.low if row.share else -1.0
    return (-low, -row.counted.cases, row.counted.kind.value, row.counted.code)
