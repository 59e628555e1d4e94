"""The numbers by which the hub notices what arises: a version of data, checked before it is used. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from math import ceil
from typing import Any

KINDS = ("victim", "subject", "wave")


class BadNoticeTable(Exception):
    """The table cannot be used; the message says why."""


@dataclass(frozen=True, kw_only=True)
class VictimNumbers:
    """From how many occurrences a victim is a repeat victim, and from how many where each is more urgent."""

    from_occurrences: int
    from_rising: int
    within: timedelta


@dataclass(frozen=True, kw_only=True)
class SubjectNumbers:
    """From when one subject is a matter of several people, or of several forces."""

    from_occurrences: int
    from_people: int
    from_forces: int
    from_occurrences_of_forces: int
    within: timedelta


@dataclass(frozen=True, kw_only=True)
class WaveNumbers:
    """How waves are told from what is usual.

    `hours` are the lengths of the windows that are looked at, `weeks` how many earlier ones at the same time of the
    week they are compared with. `false_a_look` is how many false alarms a look at all series may give on average.
    """

    hours: tuple[int, ...]
    from_occurrences: int
    weeks: int
    fewest_weeks: int
    prior: float
    least_dispersion: float
    false_a_look: float


@dataclass(frozen=True, kw_only=True)
class ComingAgain:
    """When what was dealt with is shown again: over for so long, by its kind, and back, or clearly worse than then."""

    over_after: Mapping[str, timedelta]
    worse_by_share: float
    worse_by_at_least: int

    def is_worse(self, *, now: int, then: int) -> bool:
        """Tell whether so many are clearly more than there were when somebody dealt with it."""
        return now >= max(then + self.worse_by_at_least, ceil(then * (1 + self.worse_by_share)))


@dataclass(frozen=True, kw_only=True)
class NoticeTable:
    """The numbers of one version."""

    version: str
    basis: str
    victim: VictimNumbers
    subject: SubjectNumbers
    wave: WaveNumbers
    again: ComingAgain
    quiet_at_most: timedelta


def read_notice_table(data: Any) -> NoticeTable:
    """Return the table out of its data. Raises BadNoticeTable."""
    try:
        table = _read(data)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise BadNoticeTable(f"The table of notices lacks or garbles {error}.") from error
    _check(table)
    return table


def _read(data: Mapping[str, Any]) -> NoticeTable:
    victim, subject, wave, again = data["victim"], data["subject"], data["wave"], data["comes_again"]
    return NoticeTable(
        version=str(data["version"]),
        basis=str(data["basis"]),
        victim=VictimNumbers(
            from_occurrences=int(victim["from_occurrences"]),
            from_rising=int(victim["from_occurrences_rising"]),
            within=timedelta(days=int(victim["within_days"])),
        ),
        subject=SubjectNumbers(
            from_occurrences=int(subject["from_occurrences"]),
            from_people=int(subject["from_people"]),
            from_forces=int(subject["from_forces"]),
            from_occurrences_of_forces=int(subject["from_occurrences_of_forces"]),
            within=timedelta(days=int(subject["within_days"])),
        ),
        wave=WaveNumbers(
            hours=tuple(sorted(int(each) for each in wave["hours"])),
            from_occurrences=int(wave["from_occurrences"]),
            weeks=int(wave["weeks"]),
            fewest_weeks=int(wave["fewest_weeks"]),
            prior=float(wave["prior_occurrences"]),
            least_dispersion=float(wave["least_dispersion"]),
            false_a_look=float(wave["false_a_look"]),
        ),
        again=ComingAgain(
            over_after={kind: timedelta(days=int(again["over_after_days"][kind])) for kind in KINDS},
            worse_by_share=float(again["worse_by_share"]),
            worse_by_at_least=int(again["worse_by_at_least"]),
        ),
        quiet_at_most=timedelta(days=int(data["quiet_at_most_days"])),
    )


def _check(table: NoticeTable) -> None:
    wave, subject = table.wave, table.subject
    if not wave.hours or wave.hours[0] < 1 or wave.hours[-1] > 168:
        raise BadNoticeTable("The windows of waves are from 1 to 168 hours long.")
    if not 2 <= wave.fewest_weeks <= wave.weeks <= 52:
        raise BadNoticeTable("Waves are compared with 2 to 52 weeks, and the fewest are not more than all of them.")
    if not 0 < wave.false_a_look < 1 or wave.prior <= 0 or wave.least_dispersion < 1:
        raise BadNoticeTable("A rate of false alarms lies between 0 and 1, a prior above 0, a dispersion from 1.")
    least = (table.victim.from_rising, subject.from_people, subject.from_forces, wave.from_occurrences)
    if min(*least, subject.from_occurrences_of_forces) < 2:
        raise BadNoticeTable("Nothing repeats that there is only one of.")
    if table.quiet_at_most < timedelta(days=1):
        raise BadNoticeTable("Quiet is for a day at least.")
