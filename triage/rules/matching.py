"""What a finder found, and which of it is offered. Pure."""

from collections.abc import Iterable, Set
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

MOST_OFFERED = 10
FEW_OFFERED = 3
CERTAIN = frozenset({"same_post", "same_file"})
"""The kinds that are the same beyond doubt: only these may be merged without an officer, and only if switched on."""
RELATED_ONLY = frozenset({"same_template"})
"""Kinds that are no duplicates: they are shown as related."""


def may_be_same(kinds: Iterable[str]) -> bool:
    """Tell whether any of these kinds says that two reports may be the same, and not only alike."""
    return not RELATED_ONLY.issuperset(kinds)


@dataclass(frozen=True, kw_only=True)
class Found:
    """Another report of which something is the same. `facts` are primitives, nothing personal; `score` is 0 to 1."""

    report_id: UUID
    case_id: UUID
    kind: str
    facts: dict[str, Any] = field(default_factory=dict)
    score: float | None = None


def choose(found: Iterable[Found], *, without_cases: Set[UUID], is_wave: bool = False) -> list[Found]:
    """Return what is offered: for each kind the best of each case, at most ten cases, in a wave three.

    `found` is in the order in which the reports came, so that of equals the earliest is offered. Cases in
    `without_cases` are left out: the report's own, and those that an officer said are not the same.
    """
    best: dict[str, dict[UUID, Found]] = {}
    for each in found:
        if each.case_id in without_cases:
            continue
        known = best.setdefault(each.kind, {}).get(each.case_id)
        if known is None or (each.score or 0) > (known.score or 0):
            best[each.kind][each.case_id] = each
    most = FEW_OFFERED if is_wave else MOST_OFFERED
    return [each for cases in best.values() for each in _ranked(cases.values())[:most]]


def _ranked(found: Iterable[Found]) -> list[Found]:
    """Return the best first; the certain ones have no score, and stay as they came."""
    return sorted(found, key=lambda each: -(each.score or 0))


def turned_round(facts: dict[str, Any]) -> dict[str, Any]:
    """Return the facts of a match as the other report would tell them: what one has more, the other has less."""
    swapped = {"words_added": "words_removed", "words_removed": "words_added"}
    return {swapped.get(name, name): value for name, value in facts.items()}
