"""What a count is rounded to, what a rounded one can have been, and shares made of rounded ones alone. Pure."""

from intel.rules.disclosure.releases import Cell, Mark, Rules, Statement


def is_total(cell: Cell) -> bool:
    """Say whether a cell counts all of a period."""
    return not cell.where


def shown_as(count: int, *, cell: Cell, rules: Rules) -> int:
    """Return the nearest multiple of the base, halves upwards. It depends on the count alone, never on chance."""
    base = rules.base_for(total=is_total(cell))
    return (count + base // 2) // base * base


def can_have_been(value: int, *, cell: Cell, rules: Rules) -> tuple[int, int]:
    """Return the smallest and the largest count that is shown as this value."""
    base = rules.base_for(total=is_total(cell))
    first = value - base // 2
    return max(rules.threshold, first), first + base - 1


def share_in_hundred(part: Statement, whole: Statement) -> int | None:
    """Return a share made of what is published alone; None unless both numbers are shown and of one standing."""
    told = part.mark is Mark.SHOWN and whole.mark is Mark.SHOWN and part.holds and whole.holds
    if not told or part.value is None or not whole.value:
        return None
    return min(100, round(100 * part.value / whole.value))


def may_describe(statement: Statement) -> bool:
    """Say whether medians and the like of what a cell counts may be shown: only where its own number is."""
    return statement.mark is Mark.SHOWN and statement.holds
