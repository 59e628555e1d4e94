"""Supervisors' figures of what happened: agreement, opening again, arrivals and decisions."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hatehub.design.charts import line_picture
from triage.rules.figures import AFTERS, Measure
from triage.selectors.figures import Figures
from triage.web.figure_tables import NONE, Cell, Figure, Table, bars_of, cell_name, share_cell, whole
from triage.web.figures_now import over_weeks

OUTCOMES: Mapping[str, str | Promise] = {
    "result": gettext_lazy("The force has a result"),
    "no_enforcement": gettext_lazy("No enforcement was possible"),
    "non_crime": gettext_lazy("Non-crime"),
    "out_of_scope": gettext_lazy("Out of scope"),
    "withdrawn": gettext_lazy("Withdrawn"),
}
WHYS: Mapping[str, str | Promise] = {
    "review": gettext_lazy("The complainant asked for a review"),
    "new_information": gettext_lazy("The complainant wrote again"),
    "officer": gettext_lazy("An officer, for a reason of their own"),
    "force": gettext_lazy("A force gave it back"),
}
AFTER_NAMES: Mapping[str, str | Promise] = {
    "0": gettext_lazy("under 7 days"),
    "7": gettext_lazy("7 to 28 days"),
    "28": gettext_lazy("28 to 90 days"),
    "90": gettext_lazy("90 days or more"),
}


def agreement(found: Figures) -> Figure:
    """Return how often two officers came to the same, and how merges fared."""
    weeks = _reading_weeks(found)
    return Figure(
        code="agreement",
        definition=_(
            "Second readings by the week in which they were made: the second officer did not know the first decision. "
            "Upheld counts in the week in which a supervisor settled it. The share is given with the interval in which "
            "the true one lies in 95 of 100 cases (Wilson)."
        ),
        period=over_weeks(found),
        caution=_("Of fewer than 20 no share is given. To agree is not to be right: two may make the same mistake."),
        bars=(bars_of(weeks, columns=slice(1, 3), description=_("A bar for each week: agreed, then differed.")),),
        tables=(weeks, _questions(found), _merges(found)),
    )


def _reading_weeks(found: Figures) -> Table:
    groups = ("agreed", "disagreed", "upheld_first", "upheld_second")
    rows: list[tuple[Cell, ...]] = []
    for week in found.weeks:
        numbers = [found.week(Measure.READING, week, group=group) for group in groups]
        rows.append((week, *numbers, share_cell(numbers[0], numbers[0] + numbers[1])))
    return Table(
        code="agreement-weeks",
        title=_("Second readings by week"),
        headings=(
            *(_("Week from"), _("Agreed"), _("Differed")),
            *(_("First upheld"), _("Second upheld"), _("Share that agreed")),
        ),
        rows=tuple(rows),
    )


def _questions(found: Figures) -> Table:
    rows: list[tuple[Cell, ...]] = []
    for group in found.groups(Measure.QUESTION):
        same = found.all_weeks(Measure.QUESTION, group=group, part="same")
        different = found.all_weeks(Measure.QUESTION, group=group, part="different")
        version = group.partition("/")[0]
        text = found.questions.get(group, group)
        rows.append((text, version, same, different, share_cell(same, same + different)))
    return Table(
        code="agreement-questions",
        title=_("Answers by question of the policy, in the 12 weeks"),
        headings=(_("Question"), _("Policy"), _("Same answer"), _("Different"), _("Share the same")),
        rows=tuple(rows),
        note=_("Only questions that both were asked are counted: another answer leads to others."),
    )


def _merges(found: Figures) -> Table:
    groups = ("made", "reviewed", "undone")
    return Table(
        code="agreement-merges",
        title=_("Merges by week"),
        headings=(_("Week from"), _("Reports merged"), _("Merges of the hub confirmed"), _("Undone")),
        rows=tuple((week, *(found.week(Measure.MERGE, week, group=group) for group in groups)) for week in found.weeks),
        note=_("A merge that is undone counts in the week in which it is undone, whenever it was made."),
    )


def reopening(found: Figures) -> Figure:
    """Return how many closed cases were opened again, and what came of it."""
    whys = _whys(found)
    return Figure(
        code="reopening",
        definition=_(
            "Closed cases that were opened again, by why and by the outcome with which they had been closed. Decided "
            "again counts every decision on a case that had one before, changed where the outcome is another."
        ),
        period=over_weeks(found),
        caution=_("A case may be opened again more than once. It does not say that a decision was bad."),
        bars=(bars_of(whys, columns=slice(1, -1), description=_("A bar for each reason, in parts by outcome.")),),
        tables=(whys, _afters(found), _reopened_weeks(found)),
    )


def _whys(found: Figures) -> Table:
    rows: list[tuple[Cell, ...]] = []
    for why, name in WHYS.items():
        numbers = [found.all_weeks(Measure.REOPENED, group=why, part=outcome) for outcome in OUTCOMES]
        every = found.all_weeks(Measure.REOPENED, group=why)
        rows.append((str(name), *numbers, every - sum(numbers), every))
    return Table(
        code="reopening-reasons",
        title=_("Closed cases opened again, by reason and outcome"),
        headings=(_("Why"), *(str(name) for name in OUTCOMES.values()), _("Other"), _("All")),
        rows=tuple(rows),
    )


def _afters(found: Figures) -> Table:
    return Table(
        code="reopening-after",
        title=_("Closed cases opened again, by days since they were closed"),
        headings=(_("After"), _("Opened again")),
        rows=tuple((str(AFTER_NAMES[str(days)]), found.all_weeks(Measure.AFTER, group=str(days))) for days in AFTERS),
    )


def _reopened_weeks(found: Figures) -> Table:
    rows: list[tuple[Cell, ...]] = []
    for week in found.weeks:
        changed = found.week(Measure.REVIEWED, week, group="changed")
        again = found.week(Measure.REVIEWED, week)
        closed, opened = found.week(Measure.CLOSED, week), found.week(Measure.REOPENED, week)
        rows.append((week, closed, opened, again, changed, share_cell(changed, again)))
    return Table(
        code="reopening-weeks",
        title=_("Closed, opened again and decided again, by week"),
        headings=(
            *(_("Week from"), _("Closed"), _("Opened again")),
            *(_("Decided again"), _("Of those changed"), _("Share changed")),
        ),
        rows=tuple(rows),
    )


def flow(found: Figures) -> Figure:
    """Return arrivals and decisions by day, and how long first decisions took by week."""
    days, waits = _days(found), _waits(found)
    arrivals = line_picture(
        id="chart-flow-days",
        title=days.title,
        description=_("Two lines over 56 days: reports received, and decisions made."),
        steps=[cell_name(row[0]) for row in days.rows],
        series=[(days.headings[place], [whole(row[place]) for row in days.rows]) for place in (1, 2)],
    )
    times = line_picture(
        id="chart-flow-waits",
        title=waits.title,
        description=_("Two lines over 12 weeks: the time in which half, and nine in ten, were decided."),
        steps=[cell_name(row[0]) for row in waits.rows],
        series=[(waits.headings[place], [_measured(row[place]) for row in waits.rows]) for place in (2, 3)],
        unit=_("%s hours"),
    )
    return Figure(
        code="flow",
        definition=_(
            "Reports by the day on which they were sent, and decisions of crime, non-crime or out of scope by the day "
            "on which they were made. The time runs from the leading report to the first decision on its case."
        ),
        period=over_weeks(found),
        caution=_("One decision may settle many reports that were merged: the two lines need not meet."),
        lines=(arrivals, times),
        tables=(days, waits),
    )


def _days(found: Figures) -> Table:
    arrived, decided = dict.fromkeys(found.days, 0), dict.fromkeys(found.days, 0)
    for counted, measure in ((arrived, Measure.ARRIVED), (decided, Measure.DECIDED)):
        for (day, _group, _part), number in found.daily[measure].items():
            counted[day] += number
    return Table(
        code="flow-days",
        title=_("Reports and decisions by day"),
        headings=(_("Day"), _("Reports received"), _("Decisions made")),
        rows=tuple((day, arrived[day], decided[day]) for day in found.days),
        is_long=True,
    )


def _measured(cell: Cell) -> float | None:
    return cell if isinstance(cell, float) else None


def _waits(found: Figures) -> Table:
    rows: list[tuple[Cell, ...]] = []
    for week in found.weeks:
        number, median, ninth = (found.week(Measure.WAITED, week, part=part) for part in ("number", "median", "ninth"))
        hours: tuple[Cell, Cell] = (round(median / 60, 1), round(ninth / 60, 1)) if number else (NONE, NONE)
        rows.append((week, number, *hours))
    return Table(
        code="flow-waits",
        title=_("Hours from report to first decision, by week"),
        headings=(_("Week from"), _("First decisions"), _("Half within"), _("Nine in ten within")),
        rows=tuple(rows),
    )
