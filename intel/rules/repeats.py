"""Who is a repeat victim, and when one subject has become a matter of several people or forces. Pure.

That a victim comes again is a sign of risk by itself: what is looked at one report at a time looks small each time.
The numbers are those of the table of notices.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from intel.rules.notice_table import SubjectNumbers, VictimNumbers
from intel.rules.occurrences import Occurrence, Telling, occurrences_of


class Why(StrEnum):
    """What made it a notice."""

    OFTEN = "often"
    RISING = "rising"
    PEOPLE = "several_people"
    FORCES = "several_forces"
    UNUSUAL = "unusual"


@dataclass(frozen=True, kw_only=True)
class Repeat:
    """What was found: why, what it rests on, and how many people and forces are concerned."""

    why: tuple[Why, ...]
    occurrences: tuple[Occurrence, ...]
    people: int
    forces: frozenset[str]
    within: timedelta

    @property
    def level(self) -> int:
        """How grave it is, to be compared with how it was: the number of occurrences."""
        return len(self.occurrences)

    @property
    def tellings(self) -> list[Telling]:
        """All reports that it rests on, the earliest first."""
        return sorted(
            (telling for each in self.occurrences for telling in each.tellings),
            key=lambda each: (each.at, each.report_id),
        )

    @property
    def first_at(self) -> datetime:
        """When the first of it was told."""
        return self.occurrences[0].at

    @property
    def last_at(self) -> datetime:
        """When the last of it was told for the first time: another report of a known post is nothing new."""
        return self.occurrences[-1].at


def repeat_victim(tellings: Iterable[Telling], *, numbers: VictimNumbers) -> Repeat | None:
    """Tell whether reports by one person make a repeat victim: often within the time, or each worse than before."""
    found = _lately(tellings, within=numbers.within)
    why = []
    if len(found) >= numbers.from_occurrences:
        why.append(Why.OFTEN)
    if len(found) >= numbers.from_rising and found[-1].urgency > max(each.urgency for each in found[:-1]):
        why.append(Why.RISING)
    return _repeat(why, found, within=numbers.within)


def repeat_subject(tellings: Iterable[Telling], *, numbers: SubjectNumbers) -> Repeat | None:
    """Tell whether reports that name one subject make it a matter of several people, or of several forces."""
    found = _lately(tellings, within=numbers.within)
    why = []
    if len(found) >= numbers.from_occurrences and _people(found) >= numbers.from_people:
        why.append(Why.PEOPLE)
    if len(found) >= numbers.from_occurrences_of_forces and len(_forces(found)) >= numbers.from_forces:
        why.append(Why.FORCES)
    return _repeat(why, found, within=numbers.within)


def _lately(tellings: Iterable[Telling], *, within: timedelta) -> list[Occurrence]:
    """Return what happened within the time before the newest of it."""
    found = sorted(occurrences_of(tellings), key=lambda each: each.at)
    return [each for each in found if each.at > found[-1].at - within]


def _repeat(why: Sequence[Why], found: Sequence[Occurrence], *, within: timedelta) -> Repeat | None:
    if not why:
        return None
    return Repeat(why=tuple(why), occurrences=tuple(found), people=_people(found), forces=_forces(found), within=within)


def _people(found: Iterable[Occurrence]) -> int:
    return len({telling.sender or str(telling.report_id) for each in found for telling in each.tellings})


def _forces(found: Iterable[Occurrence]) -> frozenset[str]:
    return frozenset(force for each in found for telling in each.tellings for force in telling.forces)
