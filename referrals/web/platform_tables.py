"""The tables of what platforms did, and the picture that is drawn from them."""

from collections.abc import Mapping, Sequence

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hatehub.design.charts import BarPicture, bar_picture
from referrals.rules.takedowns.league import Period, Tally, percent
from referrals.selectors.league import League, published
from triage.web.figure_tables import NONE, Cell, Table

PERIODS: Mapping[Period, str | Promise] = {
    Period.MONTH: gettext_lazy("This month"),
    Period.QUARTER: gettext_lazy("This quarter"),
    Period.YEAR: gettext_lazy("This year"),
    Period.ALL: gettext_lazy("Everything"),
}
MOST_BARS = 12
"""Platforms in the picture: those that were asked most."""


def tables_of(
    found: League, *, platforms: Mapping[str, str], strands: Mapping[str, str], period: Period
) -> list[Table]:
    """Return where requests stand and how they were answered, by platform with all together, and by strand."""
    by_platform = [(platforms.get(code, code), tally) for code, tally in _most_asked(found.by_platform)]
    by_strand = [(strands.get(code, code), tally) for code, tally in _most_asked(found.by_strand)]
    together = [*by_platform, (_("All together"), found.whole)]
    return [
        _standing(f"platforms-{period.value}", _("By platform: where requests stand"), _("Platform"), together),
        _answering(f"platforms-answers-{period.value}", _("By platform: answers"), _("Platform"), together),
        _standing(f"strands-{period.value}", _("By strand: where requests stand"), _("Strand"), by_strand),
        _answering(f"strands-answers-{period.value}", _("By strand: answers"), _("Strand"), by_strand),
    ]


def picture_of(found: League, *, names: Mapping[str, str]) -> BarPicture:
    """Return how the requests to each platform stand, of at most twelve platforms."""
    return bar_picture(
        id="chart-platforms",
        title=_("How requests stand"),
        description=_("Requests to remove, by platform. The same numbers stand in the table below."),
        kinds=[
            _("Seen gone"),
            _("Said, not seen"),
            _("Re-appeared"),
            _("Another measure"),
            _("Refused"),
            _("No answer"),
            _("With the platform"),
        ],
        rows=[(names.get(code, code), _stands(tally)) for code, tally in _most_asked(found.by_platform)[:MOST_BARS]],
    )


def published_table(whole: Tally) -> list[dict[str, str]]:
    """Return the hub's two shares beside those that the EU's code of conduct has published."""
    known = published()
    pairs = (
        (_("Answered within 24 hours"), percent(whole.answered_in_day, whole.aged), known.reviewed_in_day),
        (_("Removed, and seen gone"), percent(whole.removed, whole.asked), known.removed),
    )
    return [
        {
            "name": name,
            "ours": NONE if ours is None else _("%(share)d %%") % {"share": ours},
            "theirs": _("%(low)d to %(high)d %%") % {"low": theirs[0], "high": theirs[1]},
        }
        for name, ours, theirs in pairs
    ]


def _most_asked(tallies: Mapping[str, Tally]) -> list[tuple[str, Tally]]:
    return sorted(tallies.items(), key=lambda pair: (-pair[1].asked, pair[0]))


def _stands(tally: Tally) -> tuple[int, ...]:
    settled = (tally.removed, tally.unseen, tally.again, tally.restricted, tally.refused)
    return (*settled, tally.no_answer, tally.waiting)


def _standing(code: str, title: str, first: str, named: Sequence[tuple[str, Tally]]) -> Table:
    headings = (
        *(first, _("Asked"), _("Removed, seen gone"), _("Of those asked, %"), _("Said to be removed, not seen")),
        *(_("Re-appeared"), _("Another measure"), _("Refused"), _("No answer"), _("With the platform")),
    )
    rows = [
        (name, each.asked, each.removed, _number(percent(each.removed, each.asked)), *_stands(each)[1:])
        for name, each in named
    ]
    return Table(code=code, title=title, headings=headings, rows=tuple(rows))


def _answering(code: str, title: str, first: str, named: Sequence[tuple[str, Tally]]) -> Table:
    headings = (
        *(first, _("Asked"), _("Answered within 24 hours"), _("Of those a day old, %")),
        *(_("Said to be removed, found up"), _("Median hours to an answer"), _("Median hours to removal")),
    )
    rows = [
        (
            *(name, each.asked, each.answered_in_day, _number(percent(each.answered_in_day, each.aged))),
            *(each.belied, _number(each.hours_to_answer), _number(each.hours_to_removal)),
        )
        for name, each in named
    ]
    return Table(code=code, title=title, headings=headings, rows=tuple(rows))


def _number(value: float | None) -> Cell:
    return NONE if value is None else value
