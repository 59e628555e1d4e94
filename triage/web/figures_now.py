"""Supervisors' figures of what stands: who works on what, how old it is, which clocks run out."""

from collections.abc import Mapping

from django.utils import formats, timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from reports.rules.workflow import OWNING_QUEUE, Queue, State
from triage.rules.figures import AGES, LATENESS, MET, TELLING, Measure
from triage.selectors.figures import Figures
from triage.web import wording
from triage.web.figure_tables import NONE, Cell, Figure, Table, bars_of, share_cell

AGE_NAMES: Mapping[str, str | Promise] = {
    "0": gettext_lazy("under 1 day"),
    "1": gettext_lazy("1 to 3 days"),
    "3": gettext_lazy("3 to 7 days"),
    "7": gettext_lazy("7 to 14 days"),
    "14": gettext_lazy("14 to 28 days"),
    "28": gettext_lazy("28 days or more"),
}
LATE_NAMES: Mapping[str, str | Promise] = {
    MET: gettext_lazy("in time"),
    "0": gettext_lazy("under 1 day late"),
    "1": gettext_lazy("1 to 3 days late"),
    "3": gettext_lazy("3 days late or more"),
}
CLOCKS = [state.value for state in OWNING_QUEUE] + [TELLING]
PARTS = [MET, *(str(days) for days in LATENESS)]


def workload(found: Figures) -> Figure:
    """Return who has how many open cases, and what each decided and closed this week."""
    teams = _teams(found)
    return Figure(
        code="workload",
        definition=_(
            "Open cases by who has claimed them, and where they stand. A case of many reports counts once. "
            "Decided and closed are steps taken since Monday by the officer who took them."
        ),
        period=as_it_stands(found),
        caution=_(
            "This is not a ranking. Cases differ in weight, and reading, asking, handing over an emergency and talking "
            "to somebody do not show here. Numbers of officers are kept for 28 days."
        ),
        bars=(bars_of(teams, columns=slice(1, -1), description=_("A bar for each team, and one for nobody's cases.")),),
        tables=(teams, _officers(found)),
    )


def _teams(found: Figures) -> Table:
    held = {(officer, state): number for (_day, officer, state), number in found.standing[Measure.HELD].items()}
    teams: dict[str, dict[Queue, int]] = {}
    for officer in found.officers.values():
        teams.setdefault(officer.team, dict.fromkeys(Queue, 0))
    nobody = dict.fromkeys(Queue, 0)
    for owned, queue in OWNING_QUEUE.items():
        nobody[queue] += found.stands(Measure.OPEN, group=owned.value)
    for (username, state), number in held.items():
        queue = OWNING_QUEUE[State(state)]
        teams[found.officers[username].team][queue] += number
        nobody[queue] -= number
    named = sorted((name, counted) for name, counted in teams.items() if name)
    rows = [*named, *([(_("No team"), teams[""])] if "" in teams else []), (_("Nobody"), nobody)]
    return Table(
        code="workload-teams",
        title=_("Open cases by team"),
        headings=(_("Team"), *(str(wording.QUEUES[queue]) for queue in Queue), _("All")),
        rows=tuple((name, *_not_below_zero(counted)) for name, counted in rows),
    )


def _not_below_zero(counted: Mapping[Queue, int]) -> list[int]:
    """Return the numbers by queue and their sum; what was claimed between two countings is nobody's no longer."""
    numbers = [max(0, counted[queue]) for queue in Queue]
    return [*numbers, sum(numbers)]


def _officers(found: Figures) -> Table:
    rows: list[tuple[Cell, ...]] = [
        (
            officer.name,
            officer.team or NONE,
            found.stands(Measure.HELD, group=username),
            found.done.get((username, "decided"), 0),
            found.done.get((username, "closed"), 0),
        )
        for username, officer in found.officers.items()
    ]
    return Table(
        code="workload-officers",
        title=_("Open cases by officer, by name"),
        headings=(_("Officer"), _("Team"), _("Open"), _("Decided this week"), _("Closed this week")),
        rows=tuple(rows),
    )


def ageing(found: Figures) -> Figure:
    """Return how long ago open cases were reported, by queue."""
    bands = [str(days) for days in AGES]
    counted = {queue: dict.fromkeys(bands, 0) for queue in Queue}
    for (_day, state, band), number in found.standing[Measure.OPEN].items():
        counted[OWNING_QUEUE[State(state)]][band] += number
    rows: list[tuple[Cell, ...]] = [
        (str(wording.QUEUES[queue]), *(counted[queue][band] for band in bands), sum(counted[queue].values()))
        for queue in Queue
    ]
    every = [sum(counted[queue][band] for queue in Queue) for band in bands]
    table = Table(
        code="ageing",
        title=_("Open cases by queue and age"),
        headings=(_("Queue"), *(str(AGE_NAMES[band]) for band in bands), _("All")),
        rows=(*rows, (_("All"), *every, sum(every))),
    )
    bars = bars_of(
        table, columns=slice(1, -1), rows=slice(0, -1), description=_("A bar for each queue, in parts by age.")
    )
    return Figure(
        code="ageing",
        definition=_("Open cases by the time since their leading report was sent, in days of 24 hours."),
        period=as_it_stands(found),
        caution=_("A case that waits on a force grows old without the hub having anything to do."),
        bars=(bars,),
        tables=(table,),
    )


def clocks(found: Figures) -> Figure:
    """Return which clocks were kept in the last 12 weeks, and which run out."""
    weeks = _clock_weeks(found)
    return Figure(
        code="clocks",
        definition=_(
            "Every step out of a state meets or misses the clock of that state; telling a decision meets or misses its "
            "own. It counts in the week in which it was done, by how late it was."
        ),
        period=over_weeks(found),
        caution=_("What is late and still waits is not among the missed: it is in the table of what runs out."),
        bars=(bars_of(weeks, columns=slice(1, 5), description=_("A bar for each week, in parts by lateness.")),),
        tables=(_running_out(found), weeks, _clock_steps(found), _clock_steps_by_week(found)),
    )


def _clock_weeks(found: Figures) -> Table:
    rows: list[tuple[Cell, ...]] = []
    for week in found.weeks:
        numbers = [found.week(Measure.CLOCK, week, part=part) for part in PARTS]
        rows.append((week, *numbers, share_cell(numbers[0], sum(numbers))))
    return Table(
        code="clocks-weeks",
        title=_("Clocks met and missed by week"),
        headings=(_("Week from"), *(str(LATE_NAMES[part]) for part in PARTS), _("Share in time")),
        rows=tuple(rows),
    )


def _clock_steps(found: Figures) -> Table:
    rows: list[tuple[Cell, ...]] = []
    for clock in CLOCKS:
        numbers = [found.all_weeks(Measure.CLOCK, group=clock, part=part) for part in PARTS]
        rows.append((clock_name(clock), *numbers, share_cell(numbers[0], sum(numbers))))
    return Table(
        code="clocks-steps",
        title=_("Clocks met and missed by what was waited for"),
        headings=(_("Clock"), *(str(LATE_NAMES[part]) for part in PARTS), _("Share in time")),
        rows=tuple(rows),
    )


def _clock_steps_by_week(found: Figures) -> Table:
    rows: list[tuple[Cell, ...]] = []
    for week in found.weeks:
        for clock in CLOCKS:
            met = found.week(Measure.CLOCK, week, group=clock, part=MET)
            every = found.week(Measure.CLOCK, week, group=clock)
            rows.append((week, clock_name(clock), met, every - met))
    return Table(
        code="clocks-weeks-steps",
        title=_("Clocks met and missed by week and by what was waited for"),
        headings=(_("Week from"), _("Clock"), _("Met"), _("Missed")),
        rows=tuple(rows),
        is_long=True,
    )


def _running_out(found: Figures) -> Table:
    whens = ("late", "today", "week", "later")
    return Table(
        code="clocks-running-out",
        title=_("What runs out"),
        headings=(_("Clock"), _("Late now"), _("Today"), _("In the six days after"), _("Later")),
        rows=tuple(
            (clock_name(clock), *(found.stands(Measure.DUE, group=clock, part=when) for when in whens))
            for clock in CLOCKS
        ),
    )


def clock_name(clock: str) -> str:
    """Return a clock by what is waited for."""
    return _("Tell the complainant of a decision") if clock == TELLING else str(wording.NEXT_STEPS[clock])


def as_it_stands(found: Figures) -> str:
    """Return in words as of when something stands."""
    if found.counted_at is None:
        return _("Not counted yet.")
    return _("As it stood on %s.") % formats.date_format(timezone.localtime(found.counted_at), "j F Y, H:i")


def over_weeks(found: Figures) -> str:
    """Return in words which 12 weeks are meant, and from when steps are counted."""
    begin = formats.date_format(found.weeks[0], "j F Y")
    period = _("The 12 weeks from %s; the last of them still runs.") % begin
    if found.steps_since is None:
        return " ".join([period, _("No step was noted yet.")])
    since = formats.date_format(timezone.localtime(found.steps_since), "j F Y, H:i")
    return " ".join([period, _("Steps are noted since %s; none before that is counted.") % since])
