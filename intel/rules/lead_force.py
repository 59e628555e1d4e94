"""Which of several forces with one subject is proposed as the lead, and why. Pure.

Row S11 of the decision table: one suspect, complainants in several areas; the lead is agreed between the forces. The
hub proposes, so that somebody begins; it does not decide.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

VERSION = "2026-11"
PLACE_KNOWN = frozenset({"S1", "S3", "S5", "S7", "S9", "S10", "S11"})
"""The rows by which a force investigates because the suspect was in its area."""


class Ground(StrEnum):
    """What decided between the force that is proposed and the next."""

    SUSPECT_THERE = "suspect_there"
    MORE_URGENT = "more_urgent"
    MORE_REPORTS = "more_reports"
    EARLIER = "earlier"


SENTENCES = {
    Ground.SUSPECT_THERE: "The suspect was in its area.",
    Ground.MORE_URGENT: "It has the most reports of urgent and high cases.",
    Ground.MORE_REPORTS: "It has the most reports.",
    Ground.EARLIER: "It has the earliest report.",
}


@dataclass(frozen=True, kw_only=True)
class Share:
    """What one force has of a subject: cases, their reports, how many are of urgent and high cases, since when.

    `is_there` where it investigates any of them because the suspect was in its area.
    """

    force: str
    cases: int
    reports: int
    urgent: int
    first: datetime
    is_there: bool = False


def propose(shares: Iterable[Share]) -> tuple[str, Ground]:
    """Return the code of the force that is proposed, and the first ground on which it is before the next.

    In this order: the suspect is in its area, it has more reports of urgent and high cases, more reports, the earliest
    report. At least two shares are needed.
    """
    best, second, *_ = sorted(shares, key=_order)
    grounds = [
        (Ground.SUSPECT_THERE, best.is_there != second.is_there),
        (Ground.MORE_URGENT, best.urgent != second.urgent),
        (Ground.MORE_REPORTS, best.reports != second.reports),
    ]
    return best.force, next((ground for ground, decides in grounds if decides), Ground.EARLIER)


def keeps(lead: str, shares: Iterable[Share]) -> bool:
    """Tell whether a force that was proposed stays so: one more report elsewhere changes nothing.

    Another is proposed where it has no case any more, and where the suspect turns out to be in another's area.
    """
    by_force = {share.force: share for share in shares}
    return lead in by_force and (by_force[lead].is_there or not any(share.is_there for share in by_force.values()))


def _order(share: Share) -> tuple[bool, int, int, datetime, str]:
    return not share.is_there, -share.urgent, -share.reports, share.first, share.force
