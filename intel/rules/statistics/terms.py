"""The words of statistics: units, dimensions and measures. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


def _(text: str) -> str:
    """Mark a text that the public reads, so that the catalogues hold it. It is translated where it is shown."""
    return text


class Unit(StrEnum):
    """What one row of facts is."""

    REPORT = "report"
    TAKEDOWN = "takedown"
    SUPPORT = "support"


class Values(StrEnum):
    """Where the names of a dimension's values come from."""

    FIXED = "fixed"
    STRANDS = "strands"
    COMBINATIONS = "combinations"
    PLATFORMS = "platforms"
    OFFENCES = "offences"
    FORCES = "forces"
    OUTCOMES = "outcomes"
    PARTNERS = "partners"
    LANGUAGES = "languages"


class Kind(StrEnum):
    """How a measure is made of the rows of a cell."""

    ROWS = "rows"
    FILTERED = "filtered"
    SUM = "sum"
    MEDIAN = "median"
    SLOWEST_TENTH = "slowest_tenth"


@dataclass(frozen=True, kw_only=True)
class Dimension:
    """Something by which rows are told apart. With `several` a row counts under each of its values."""

    code: str
    name: str
    column: str
    definition: str
    values: Values = Values.FIXED
    names: Mapping[str, str] = field(default_factory=dict)
    several: bool = False
    none: str = "Not known"


@dataclass(frozen=True, kw_only=True)
class Measure:
    """Something that is counted. `column` is what is added up, what must hold, or minutes of which a median is taken.

    A median is of the rows that have the time at all; `leaves_out` says which have none.
    """

    code: str
    name: str
    kind: Kind
    definition: str
    leaves_out: str
    column: str = ""
    equals: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Subject:
    """One unit with all by which and of which it can be counted. `month` says to which month a row belongs."""

    unit: Unit
    name: str
    month: str
    leaves_out: str
    dimensions: Mapping[str, Dimension]
    measures: Mapping[str, Measure]
