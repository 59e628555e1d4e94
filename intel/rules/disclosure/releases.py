"""What a release is made of: rules, tables, cells, and what is said of each cell. All that protector and attack share.

A cell is named by what it counts, not by the table it stands in: the total of March is one cell, however many tables
show it, and a margin of a table of two dimensions is a cell of the table of one.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import product
from typing import Any, NamedTuple

RESERVED = frozenset("=|@")
TOTAL = None
"""Stands for all categories of a dimension together."""


class BadTables(Exception):
    """The rules or the tables cannot be used; the message says why."""


@dataclass(frozen=True, kw_only=True)
class Rules:
    """The numbers that a release is made by, which the public knows. They are data, not code.

    Under `threshold` no count is shown; a shown one is rounded to the nearest `base`, halves upwards. Totals over all
    categories may have a base of their own.
    """

    threshold: int = 10
    base: int = 5
    base_of_totals: int | None = None

    def __post_init__(self) -> None:
        """Refuse numbers under which a shown count could fall below the threshold, or a revision stay unseen."""
        for base in (self.base, self.base_for(total=True)):
            if base < 1 or self.threshold < max(base, 2) or self.threshold % base:
                raise BadTables("The threshold has to be a multiple of the base, and 2 at least.")

    def base_for(self, *, total: bool) -> int:
        """Return what a count is rounded to."""
        return self.base_of_totals if total and self.base_of_totals is not None else self.base


class Cell(NamedTuple):
    """One count: of which categories, in the order of their dimensions' names, and of which period."""

    where: tuple[tuple[str, str], ...]
    period: str

    @property
    def code(self) -> str:
        """Return the cell's name in files, such as `platform=x|strand=race@2025-Q1`; a total begins with `@`."""
        return "|".join(f"{name}={category}" for name, category in self.where) + "@" + self.period

    @classmethod
    def named(cls, code: str) -> "Cell":
        """Return the cell of a name."""
        where, _, period = code.partition("@")
        pairs = [each.partition("=") for each in where.split("|")] if where else []
        return cls(tuple((name, category) for name, _, category in pairs), period)


@dataclass(frozen=True, kw_only=True)
class Dimension:
    """A way of sorting what is counted. Where one can be in several categories they do not add up to the total.

    `covers` says that each has a category at least, so that the categories together are never fewer than the total.
    """

    name: str
    categories: tuple[str, ...]
    adds_up: bool = True
    covers: bool = True


@dataclass(frozen=True, kw_only=True)
class Frame:
    """The public side of a table: its dimensions (one or two) and periods, and which cells cannot occur.

    A period is a year `2025`, a quarter `2025-Q1` or a month `2025-01`, and is over when it is released.
    """

    name: str
    dimensions: tuple[Dimension, ...]
    periods: tuple[str, ...]
    impossible: frozenset[Cell] = frozenset()

    def __post_init__(self) -> None:
        """Refuse names that could not be told apart in a file."""
        names = [name for each in self.dimensions for name in (each.name, *each.categories)]
        if not 1 <= len(self.dimensions) <= 2 or any(not name or RESERVED & set(name) for name in names):
            raise BadTables("A table has one dimension or two, named without =, | and @.")

    def cells(self) -> Iterator[Cell]:
        """Give every cell, margins and totals too."""
        ways = [(TOTAL, *each.categories) for each in self.dimensions]
        for chosen in product(*ways):
            for period in self.periods:
                yield self.cell(chosen, period)

    def cell(self, chosen: tuple[str | None, ...], period: str) -> Cell:
        """Return the cell of a category of each dimension, None for all of them."""
        pairs = zip(self.dimensions, chosen, strict=True)
        return Cell(tuple(sorted((each.name, of) for each, of in pairs if of is not TOTAL)), period)


@dataclass(frozen=True, kw_only=True)
class Table:
    """A frame with its true counts, one for each cell that can occur. They leave the hub only through `protect`."""

    frame: Frame
    counts: Mapping[Cell, int]


class Mark(StrEnum):
    """What is said of a cell. Each says no more than its words, whoever knows the rules."""

    SHOWN = "shown"
    FEWER = "fewer"
    HIDDEN = "hidden"
    WITHHELD = "withheld"
    IMPOSSIBLE = "impossible"


WORDS = {
    Mark.SHOWN: "rounded to the nearest {base}",
    Mark.FEWER: "fewer than {threshold}",
    Mark.HIDDEN: "{threshold} or more, not shown so that others cannot be worked out",
    Mark.WITHHELD: "withheld: nothing is said of it",
    Mark.IMPOSSIBLE: "cannot occur",
}


@dataclass(frozen=True, kw_only=True)
class Statement:
    """What a release says of a cell, and since which release it says so.

    `holds` says that the true count has moved by less than the threshold since then; without it the statement stands
    "as released in" that one, and nothing is said of the count now. `revised` says that the count has moved by the
    threshold at least, and `former` is the number that was shown before, if one was.
    """

    mark: Mark
    since: int
    value: int | None = None
    holds: bool = True
    revised: bool = False
    former: int | None = None

    def as_dict(self) -> dict[str, Any]:
        """Return what a file says, without what goes without saying."""
        said: dict[str, Any] = {"mark": self.mark.value, "since": self.since}
        said |= {"value": self.value} if self.value is not None else {}
        said |= {} if self.holds else {"holds": False}
        said |= {"revised": True} if self.revised else {}
        return said | ({"former": self.former} if self.former is not None else {})

    @classmethod
    def read(cls, said: Mapping[str, Any]) -> "Statement":
        """Return what a file says."""
        return cls(**{**said, "mark": Mark(said["mark"])})


@dataclass(frozen=True, kw_only=True)
class Release:
    """All that the public sees of a release. Its statements say all there is; nothing true and unsaid is in it."""

    number: int
    rules: Rules
    frames: tuple[Frame, ...]
    statements: Mapping[Cell, Statement]

    def as_dict(self) -> dict[str, Any]:
        """Return the release as a file has it: plain words and numbers."""
        return {
            "release": self.number,
            "rules": {name: getattr(self.rules, name) for name in ("threshold", "base", "base_of_totals")},
            "tables": [_frame_as_dict(each) for each in self.frames],
            "cells": {cell.code: each.as_dict() for cell, each in self.statements.items()},
        }

    @classmethod
    def read(cls, data: Mapping[str, Any]) -> "Release":
        """Return the release that a file has."""
        return cls(
            number=data["release"],
            rules=Rules(**data["rules"]),
            frames=tuple(_read_frame(each) for each in data["tables"]),
            statements={Cell.named(code): Statement.read(each) for code, each in data["cells"].items()},
        )


@dataclass(frozen=True, kw_only=True)
class Tally:
    """How much is said and not said, by cells, and what had to be withheld as a whole."""

    cells: int = 0
    shown: int = 0
    primary: int = 0
    secondary: int = 0
    impossible: int = 0
    lines_withheld: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Protected:
    """A release and the true counts that it was made from. The counts stay in the hub, for the releases after it."""

    release: Release
    counts: Mapping[Cell, int] = field(repr=False)
    tally: Tally = Tally()

    def as_dict(self) -> dict[str, Any]:
        """Return all of it as plain words and numbers, to be kept and never published."""
        counts = {cell.code: count for cell, count in self.counts.items()}
        return {"release": self.release.as_dict(), "counts": counts}

    @classmethod
    def read(cls, data: Mapping[str, Any]) -> "Protected":
        """Return what was kept."""
        counts = {Cell.named(code): count for code, count in data["counts"].items()}
        return cls(release=Release.read(data["release"]), counts=counts)


def _frame_as_dict(frame: Frame) -> dict[str, Any]:
    return {
        "name": frame.name,
        "dimensions": [
            {"name": each.name, "categories": list(each.categories), "adds_up": each.adds_up, "covers": each.covers}
            for each in frame.dimensions
        ],
        "periods": list(frame.periods),
        "impossible": sorted(each.code for each in frame.impossible),
    }


def _read_frame(data: Mapping[str, Any]) -> Frame:
    dimensions = [Dimension(**{**each, "categories": tuple(each["categories"])}) for each in data["dimensions"]]
    return Frame(
        name=data["name"],
        dimensions=tuple(dimensions),
        periods=tuple(data["periods"]),
        impossible=frozenset(Cell.named(code) for code in data["impossible"]),
    )
