"""Small tables made by hand, for the tests of disclosure control."""

from intel.rules.disclosure.protecting import protect
from intel.rules.disclosure.relations import relations_of
from intel.rules.disclosure.releases import Cell, Dimension, Frame, Rules, Table

MONTH = "2025-01"


def cell(category=None, *, of="kind", period=MONTH):
    return Cell(((of, category),) if category else (), period)


def one_way(rows, *, name="kind", total=None, adds_up=True, covers=True, impossible=()):
    """A table of one dimension: {period: {category: count}}; its totals are the sums unless they are given."""
    categories = tuple(next(iter(rows.values())))
    dimension = Dimension(name=name, categories=categories, adds_up=adds_up, covers=covers)
    never = frozenset(cell(category, of=name, period=period) for category in impossible for period in rows)
    frame = Frame(name=name, dimensions=(dimension,), periods=tuple(rows), impossible=never)
    counts = {}
    for period, row in rows.items():
        counts |= {cell(category, of=name, period=period): count for category, count in row.items()}
        counts[cell(period=period)] = total[period] if total else sum(row.values())
    return Table(frame=frame, counts=counts)


def two_way(rows, *, names=("kind", "strand"), period=MONTH):
    """A table of two dimensions that add up: rows of counts."""
    ways = [
        tuple(f"{name[0]}{at}" for at in range(size))
        for name, size in zip(names, (len(rows), len(rows[0])), strict=True)
    ]
    frame = Frame(
        name="crossed",
        dimensions=tuple(Dimension(name=name, categories=way) for name, way in zip(names, ways, strict=True)),
        periods=(period,),
    )
    counts = dict.fromkeys(frame.cells(), 0)
    for i, row in enumerate(rows):
        for j, count in enumerate(row):
            for chosen in ((None, None), (ways[0][i], None), (None, ways[1][j]), (ways[0][i], ways[1][j])):
                counts[frame.cell(chosen, period)] += count
    return Table(frame=frame, counts=counts)


def with_quarters(months):
    """Months of {period: {category: count}}, with the quarters and years that are whole among them."""
    rows = dict(months)
    years = sorted({period[:4] for period in months})
    for year in years:
        spans = {
            f"{year}-Q{at}": [f"{year}-{month:02}" for month in range(3 * at - 2, 3 * at + 1)] for at in range(1, 5)
        }
        for longer, parts in (spans | {year: [f"{year}-{month:02}" for month in range(1, 13)]}).items():
            if all(part in months for part in parts):
                rows[longer] = {name: sum(months[part][name] for part in parts) for name in months[parts[0]]}
    return rows


def protected(*tables, rules=None, earlier=()):
    return protect(tables, relations_of(table.frame for table in tables), rules or Rules(), earlier)
