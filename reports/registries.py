"""What downstream apps show on the pages of reports."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class StartFigure:
    """One number on the start page: what it means, and where there is more."""

    number: int
    meaning: str
    href: str


FindFigures = Callable[[], Sequence[StartFigure]]
_figures: list[FindFigures] = []


def register_start_figures(find: FindFigures) -> None:
    """Have the start page show what `find` returns: few numbers, found quickly; doing it twice changes nothing."""
    if find not in _figures:
        _figures.append(find)


def start_figures() -> list[StartFigure]:
    """Return the figures of the start page."""
    return [figure for find in _figures for figure in find()]
