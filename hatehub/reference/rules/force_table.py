"""Ranks the police forces that a postcode may belong to, from a table of districts and areas."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

from hatehub.reference.rules.postcodes import ParsedPostcode, Territory

DISTRICT_TRUST = 0.98  # a district's force is an estimate until a postcode directory has been imported
AREA_TRUST = 0.7  # an area's force is only the commonest among its districts
CROWN_DEPENDENCY_CODES = {"JE": "L99999999", "GY": "L99999999", "IM": "M99999999"}  # pseudo-codes of the ONS

_DISTRICT = re.compile(r"([A-Z]{1,2})([0-9]{1,2})([A-Z]?)")
_AREA = re.compile(r"[A-Z]{1,2}")
_LETTERS = "ABCDEFGHJKMNPRSTUVWXY"  # the last of a district such as EC1A


class Source(StrEnum):
    """What decided the answer, or why there is none.

    The first three need an imported directory; `terminated` is a postcode, or a place, that has ended.
    """

    POSTCODE = "postcode"
    TERMINATED = "terminated"
    SECTOR = "sector"
    DISTRICT = "district"
    AREA = "area"
    CROWN_DEPENDENCY = "crown_dependency"
    BFPO = "bfpo"
    NON_GEOGRAPHIC = "non_geographic"
    OVERSEAS_TERRITORY = "overseas_territory"
    IRELAND = "ireland"
    CANADA = "canada"
    NETHERLANDS = "netherlands"
    UNITED_STATES = "united_states"
    FOREIGN = "foreign"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Candidate:
    """A force and its share, above 0 and up to 1, of the addresses of a district or area."""

    force: str
    share: float


Candidates = dict[str, tuple[Candidate, ...]]  # by district or by area, largest share first


@dataclass(frozen=True, slots=True)
class ForceTable:
    """Candidates, largest share first, for each district (`LS6`) and each area (`LS`).

    `units` names a unit of the first force for the districts that lie in one.
    """

    districts: Candidates
    areas: Candidates
    units: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Ranking:
    """Force codes best first, the confidence in the first (0 to 1), what decided, shares, and the first one's unit."""

    forces: tuple[str, ...]
    confidence: float
    source: Source
    shares: tuple[float, ...] = ()
    unit: str | None = None


@dataclass(frozen=True, slots=True)
class TableRow:
    """One line of a table as text: places are districts, ranges of them, or areas, with spaces between."""

    line: int
    places: str
    force: str
    share: str


class BadTableRow(ValueError):
    """A line of the table cannot be used; `line` counts from 1, the header being line 1."""

    def __init__(self, line: int, reason: str) -> None:
        super().__init__(reason)
        self.line, self.reason = line, reason


class SpellOut(Protocol):
    """Turns the places of one row into single districts or areas; raises ValueError with the reason."""

    def __call__(self, *, places: str) -> list[str]: ...


class Gather(Protocol):
    """Turns the rows of one file into candidates for each place; raises BadTableRow."""

    def __call__(self, *, rows: Iterable[TableRow]) -> Candidates: ...


def rank_forces(*, parsed: ParsedPostcode | None, table: ForceTable) -> Ranking:
    """Rank the forces for a parsed postcode: by its district, else by its area, else none.

    Crown dependencies get their pseudo-code as a candidate with no confidence: no force of the hub
    serves them.
    """
    if parsed is None:
        return Ranking((), 0.0, Source.NONE)
    if parsed.territory is not Territory.UNITED_KINGDOM:
        code = CROWN_DEPENDENCY_CODES.get(parsed.area)
        return Ranking((code,) if code else (), 0.0, Source(parsed.territory.value))
    for district in (parsed.district or "", (parsed.district or "").rstrip(_LETTERS)):
        if found := table.districts.get(district):
            return _ranking(found, DISTRICT_TRUST, Source.DISTRICT, table.units.get(district))
    found = table.areas.get(parsed.area)
    return _ranking(found, AREA_TRUST, Source.AREA) if found else Ranking((), 0.0, Source.NONE)


def gather_districts(*, rows: Iterable[TableRow]) -> Candidates:
    """Gather candidates by district; raises BadTableRow on a wrong place, share or sum of shares."""
    return _gather(rows, expand_districts)


def gather_areas(*, rows: Iterable[TableRow]) -> Candidates:
    """Gather candidates by area; raises BadTableRow on a wrong place, share or sum of shares."""
    return _gather(rows, _split_areas)


def expand_districts(*, places: str) -> list[str]:
    """Spell out `SY15-SY17 SY19 EC1A` as single districts; raises ValueError with the reason."""
    return [district for place in places.split() for district in _expand(place)]


def _expand(place: str) -> list[str]:
    first, dash, last = place.partition("-")
    start, end = _DISTRICT.fullmatch(first), _DISTRICT.fullmatch(last or first)
    if start is None or end is None:
        raise ValueError(f"'{place}' is not a postcode district or a range of them")
    if not dash:
        return [first]
    if start[1] != end[1] or start[3] or end[3] or int(start[2]) >= int(end[2]):
        raise ValueError(f"'{place}' does not run upwards within one postcode area")
    return [f"{start[1]}{number}" for number in range(int(start[2]), int(end[2]) + 1)]


def _split_areas(*, places: str) -> list[str]:
    wrong = [place for place in places.split() if not _AREA.fullmatch(place)]
    if wrong:
        raise ValueError(f"'{wrong[0]}' is not a postcode area")
    return places.split()


def _gather(rows: Iterable[TableRow], spell_out: SpellOut) -> Candidates:
    gathered: dict[str, list[Candidate]] = {}
    last_line: dict[str, int] = {}
    for row in rows:
        candidate = Candidate(row.force, _share(row))
        for place in _places(row, spell_out):
            if any(known.force == row.force for known in gathered.setdefault(place, [])):
                raise BadTableRow(row.line, f"'{place}' names the force {row.force} twice")
            gathered[place].append(candidate)
            last_line[place] = row.line
    for place, candidates in gathered.items():
        if abs(sum(candidate.share for candidate in candidates) - 1) > 0.001:
            raise BadTableRow(last_line[place], f"the shares of '{place}' do not add up to 1")
    return {place: tuple(sorted(found, key=lambda c: -c.share)) for place, found in gathered.items()}


def _places(row: TableRow, spell_out: SpellOut) -> list[str]:
    try:
        places = spell_out(places=row.places)
    except ValueError as error:
        raise BadTableRow(row.line, str(error)) from error
    if not places:
        raise BadTableRow(row.line, "no place is named")
    return places


def _share(row: TableRow) -> float:
    try:
        share = float(row.share)
    except ValueError:
        share = 0.0
    if not 0 < share <= 1:
        raise BadTableRow(row.line, f"the share '{row.share}' is not a number above 0 and up to 1")
    return share


def _ranking(found: tuple[Candidate, ...], trust: float, source: Source, unit: str | None = None) -> Ranking:
    forces, shares = tuple(candidate.force for candidate in found), tuple(candidate.share for candidate in found)
    return Ranking(forces, round(shares[0] * trust, 3), source, shares, unit)
