"""Tables of a release as pages and files show them: what is said of each cell, in words and as data."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.formats import localize
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from hatehub.design.charts import BarPicture, bar_picture
from intel.rules.disclosure.releases import Mark, Statement
from intel.rules.statistics.catalogue import SUBJECTS
from intel.rules.statistics.published import NONE, RULES, SEVERAL
from intel.rules.statistics.release_views import Line, ReleasedTable
from intel.rules.statistics.terms import Dimension, Values
from intel.selectors.value_names import names_of
from intel.web.statistics_figures import MOST_BARS, period_name

JOINED = Dimension(
    code="joined",
    name=gettext_noop("Opened or joined a case"),
    column="leads",
    definition=gettext_noop("Whether the report opened a case, or was about the same thing as an earlier one."),
    names={"led": gettext_noop("Opened a case"), "joined": gettext_noop("Joined a case")},
)


@dataclass(frozen=True, kw_only=True)
class ReleasedRow:
    """One line of a table: its name, and what is said of each period. `lang` is that of a name in English alone."""

    name: str
    cells: Sequence[tuple[str, str]]
    is_total: bool
    lang: str


@dataclass(frozen=True, kw_only=True)
class ReleasedFigure:
    """A table of a release with its picture, definition and what it leaves out."""

    code: str
    title: str
    first: str
    periods: Sequence[str]
    rows: Sequence[ReleasedRow]
    bars: BarPicture | None
    definitions: Sequence[str]
    leaves_out: Sequence[str]


def figure(table: ReleasedTable, *, months: int | None = None) -> ReleasedFigure:
    """Return a table in words, of all its periods or of those of one length; one query for the names of a dimension."""
    subject = SUBJECTS[table.population.unit]
    measure = subject.measures[table.population.measure]
    dimensions = [dimension_of(table, code) for code in table.dimensions]
    names = line_names(table)
    periods = table.periods(months=months)
    is_english = any(each.values is Values.OFFENCES for each in dimensions)
    rows = [
        ReleasedRow(
            name=names[line],
            cells=[(period_name(period), in_words(table.said[line, period])) for period in periods],
            is_total=all(each is None for each in line),
            lang="en-gb" if is_english and any(each is not None for each in line) else "",
        )
        for line in table.lines
    ]
    return ReleasedFigure(
        code=table.code,
        title=title_of(table),
        first=_(dimensions[0].name),
        periods=[period_name(period) for period in periods],
        rows=rows,
        bars=_bars(table, names),
        definitions=[_(measure.definition), *(_(each.definition) for each in dimensions)],
        leaves_out=[_(measure.leaves_out), _(subject.leaves_out)],
    )


def title_of(table: ReleasedTable) -> str:
    """Return what a table counts and by what."""
    measure = SUBJECTS[table.population.unit].measures[table.population.measure]
    joined = _(" and ").join(_lower(_(dimension_of(table, code).name)) for code in table.dimensions)
    return _("%(measure)s by %(by)s") % {"measure": _(measure.name), "by": joined}


def dimension_of(table: ReleasedTable, code: str) -> Dimension:
    """Return what a table is told apart by."""
    return JOINED if code == JOINED.code else SUBJECTS[table.population.unit].dimensions[code]


def line_names(table: ReleasedTable) -> Mapping[Line, str]:
    """Return the name of each line: the categories, or that it is all of them."""
    known: list[Mapping[str, str]] = []
    for each in table.frame.dimensions:
        dimension = dimension_of(table, each.name)
        names = dict(names_of(dimension, [code for code in each.categories if code not in (NONE, SEVERAL)]))
        known.append({**names, NONE: _(dimension.none), SEVERAL: _("Several strands")})
    found = {}
    for line in table.lines:
        named = [known[place][category] for place, category in enumerate(line) if category is not None]
        found[line] = ", ".join(named) if named else _("All")
    return found


def in_words(said: Statement) -> str:
    """Return what is said of a cell, in as few words as a table has room for."""
    words = _mark_in_words(said)
    if said.revised:
        words = _("%(words)s (revised)") % {"words": words}
    return words if said.holds else _("%(words)s (as in release %(number)d)") % {"words": words, "number": said.since}


def _mark_in_words(said: Statement) -> str:
    if said.mark is Mark.SHOWN:
        return str(localize(said.value))
    if said.mark is Mark.FEWER:
        return _("fewer than %d") % RULES.threshold
    if said.mark is Mark.IMPOSSIBLE:
        return "0"
    return _("not shown")


def _bars(table: ReleasedTable, names: Mapping[Line, str]) -> BarPicture | None:
    """Draw the newest period of the longest kind: the shown numbers of each line but the total."""
    periods = table.periods(months=12) or table.periods(months=3) or table.periods(months=1)
    if not periods:
        return None
    drawn = [
        (names[line], table.said[line, periods[-1]].value)
        for line in table.lines
        if None not in line and table.said[line, periods[-1]].value
    ]
    drawn.sort(key=lambda pair: -(pair[1] or 0))
    if not drawn:
        return None
    period = period_name(periods[-1])
    return bar_picture(
        id=f"chart-{table.code}",
        title=period,
        description=_("What is shown of %(period)s in the table below, the largest first.") % {"period": period},
        kinds=(period,),
        rows=[(name, [int(number or 0)]) for name, number in drawn[:MOST_BARS]],
    )


def tidy_rows(table: ReleasedTable) -> list[dict[str, Any]]:
    """Return a row for each cell, as programs read it: codes, the number if it is shown, and what is said."""
    rows = []
    for line in table.lines:
        for period in table.frame.periods:
            said = table.said[line, period]
            row: dict[str, Any] = {"table": table.code, "period": period}
            for place in range(2):
                has = place < len(line)
                row[f"dimension_{place + 1}"] = table.dimensions[place] if has else ""
                row[f"category_{place + 1}"] = (line[place] or "all") if has else ""
            row |= {"value": "" if said.value is None else said.value, "mark": said.mark.value}
            row |= {"since_release": said.since, "holds": said.holds, "revised": said.revised}
            rows.append(row)
    return rows


def _lower(name: str) -> str:
    return name[:1].lower() + name[1:]


def dictionary(tables: Iterable[ReleasedTable]) -> dict[str, Any]:
    """Return what every code means: tables, dimensions with their categories, marks, columns."""
    listed, dimensions = [], dict[str, Any]()
    for table in tables:
        subject = SUBJECTS[table.population.unit]
        measure = subject.measures[table.population.measure]
        listed.append(
            {
                "table": table.code,
                "counts": _(measure.name),
                "definition": _(measure.definition),
                "leaves_out": f"{_(measure.leaves_out)} {_(subject.leaves_out)}",
                "period": _(subject.month),
                "dimensions": list(table.dimensions),
            }
        )
        for place, each in enumerate(table.frame.dimensions):
            dimension = dimension_of(table, each.name)
            if f"{table.population.unit.value}/{each.name}" in dimensions:
                continue
            alone = [line for line in table.lines if sum(part is not None for part in line) == 1 and line[place]]
            names = line_names(table)
            dimensions[f"{table.population.unit.value}/{each.name}"] = {
                "dimension": each.name,
                "name": _(dimension.name),
                "definition": _(dimension.definition),
                "adds_up": each.adds_up,
                "categories": {str(line[place]): names[line] for line in alone},
            }
    return {
        "columns": {
            "table": _("The table that the cell belongs to."),
            "period": _("A month (2026-05), a quarter (2026-Q2) or a year (2026)."),
            "dimension_1, category_1, dimension_2, category_2": _("What is counted; all: every category together."),
            "value": _("The number, rounded; empty where none is shown."),
            "mark": _("What is said of the cell; see below."),
            "since_release": _("The release that said so first."),
            "holds": _("Whether that is said of the count now; if not, only of the count in that release."),
            "revised": _("Whether the count has changed by %d or more since it was first released.") % RULES.threshold,
        },
        "marks": {
            "shown": _("The number is shown, rounded to the nearest %d.") % RULES.base,
            "fewer": _("Fewer than %d; there may be none.") % RULES.threshold,
            "hidden": _("Not shown, so that other numbers cannot be worked out."),
            "withheld": _("Not shown: nothing is said of it."),
            "impossible": _("It cannot occur."),
        },
        "tables": listed,
        "dimensions": list(dimensions.values()),
    }
