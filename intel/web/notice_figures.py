"""The picture of a notice, with the table of the same numbers."""

from collections.abc import Sequence
from datetime import datetime

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from intel.models import Notice
from triage.web.figure_tables import Figure, Table, bars_of

MOST_BARS = 12


def figure(row: Notice, arrived: Sequence[datetime]) -> Figure | None:
    """Return the picture of a notice with its table: by month, or of a wave against the same time of earlier weeks."""
    if not arrived:
        return None
    table = _weeks(row) if row.kind == Notice.Kind.WAVE else _months(arrived)
    description = (
        _("How many occurrences there were in the same hours of each week. The table has the same numbers.")
        if row.kind == Notice.Kind.WAVE
        else _("Reports by month. The table has the same numbers.")
    )
    picture = bars_of(table, columns=slice(1, 2), description=description)
    return Figure(code="notice", definition="", period="", caution="", bars=(picture,), tables=(table,))


def _weeks(row: Notice) -> Table:
    before = row.facts["before"]
    past = [
        (ngettext("%d week before", "%d weeks before", week) % week, number)
        for week, number in reversed(list(enumerate(before, start=1)))
    ]
    return Table(
        code="weeks",
        title=_("Occurrences in the same %d hours") % row.facts["hours"],
        headings=(_("When"), _("Occurrences")),
        rows=(*past, (_("When it was noticed"), row.facts["now"])),
    )


def _months(arrived: Sequence[datetime]) -> Table:
    days = [timezone.localtime(each).date().replace(day=1) for each in arrived]
    first, last = min(days), max(days)
    months = [first]
    while months[-1] < last:
        turn = months[-1]
        months.append(turn.replace(year=turn.year + turn.month // 12, month=turn.month % 12 + 1))
    rows = tuple((date_format(month, "F Y"), days.count(month)) for month in months[-MOST_BARS:])
    return Table(code="months", title=_("Reports by month"), headings=(_("Month"), _("Reports")), rows=rows)
