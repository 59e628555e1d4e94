"""Ranks the forces of a postcode or place by what an imported directory counts there."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from hatehub.reference.rules.force_table import Ranking, Source
from hatehub.reference.rules.postcodes import ParsedPostcode, Precision

LIVE_TRUST = 0.99  # the directory places a postcode by one address of it
ENDED_TRUST = 0.85  # where it was is known, but who gives an ended postcode may have moved
PLACE_TRUST = 0.97  # the place was asked for, and counted
FALLEN_BACK_TRUST = 0.9  # something finer was typed that the directory doesn't know

_LETTERS = "ABCDEFGHJKMNPRSTUVWXY"  # the last of a district such as EC1A
_SOURCES = {
    Precision.SECTOR: Source.SECTOR,
    Precision.DISTRICT: Source.DISTRICT,
    Precision.AREA: Source.AREA,
}


@dataclass(frozen=True, slots=True)
class Count:
    """How many postcodes one force and one local authority have in a place; `unit` is the force's unit there."""

    force: str
    unit: str | None
    live: int
    ended: int


@dataclass(frozen=True, slots=True)
class Place:
    """One place to look at: by which names the directory may have it, and how fine it is."""

    precision: Precision
    names: tuple[str, ...]


def rank_postcode(*, force: str, unit: str | None, is_live: bool) -> Ranking:
    """Answer for a postcode that the directory holds; one that has ended is trusted less, and says so."""
    trust, source = (LIVE_TRUST, Source.POSTCODE) if is_live else (ENDED_TRUST, Source.TERMINATED)
    return Ranking((force,), trust, source, (1.0,), unit)


def places_of(*, parsed: ParsedPostcode) -> list[Place]:
    """List where to look for what was typed, finest first: sector, district, area.

    `N1X`, which is none, is looked up as `N1`; `EC1`, which is only ever followed by a letter, as all of its kind.
    """
    places = []
    if parsed.sector:
        places.append(Place(Precision.SECTOR, (parsed.sector,)))
    if district := parsed.district:
        lettered = tuple(district + letter for letter in _LETTERS) if district[-1].isdigit() else ()
        places += [Place(Precision.DISTRICT, names) for names in ((district,), (district.rstrip(_LETTERS),), lettered)]
    return [*places, Place(Precision.AREA, (parsed.area,))]


def rank_places(*, parsed: ParsedPostcode, counts: Mapping[str, Sequence[Count]]) -> Ranking | None:
    """Rank the forces by their live postcodes in the finest place that the directory counts; None without any.

    A place whose postcodes have all ended is ranked by these. The unit is that of the first force's local
    authority with most postcodes.
    """
    for place in places_of(parsed=parsed):
        found = [count for name in place.names for count in counts.get(name, ())]
        if found:
            is_asked_for = place.precision is parsed.precision
            return _rank(found, PLACE_TRUST if is_asked_for else FALLEN_BACK_TRUST, _SOURCES[place.precision])
    return None


def _rank(counts: Sequence[Count], trust: float, source: Source) -> Ranking:
    live = _by_force((count.force, count.live) for count in counts)
    if live:
        return _ranking(counts, live, trust, source)
    ended = _by_force((count.force, count.ended) for count in counts)
    return _ranking(counts, ended, ENDED_TRUST, Source.TERMINATED)


def _by_force(weights: Iterable[tuple[str, int]]) -> list[tuple[str, int]]:
    """Add up the weights of each force, most first, and leave out who has none."""
    sums: dict[str, int] = defaultdict(int)
    for force, weight in weights:
        sums[force] += weight
    return sorted(((force, weight) for force, weight in sums.items() if weight), key=lambda pair: (-pair[1], pair[0]))


def _ranking(counts: Sequence[Count], ranked: list[tuple[str, int]], trust: float, source: Source) -> Ranking:
    whole, first = sum(weight for _, weight in ranked), ranked[0][0]
    shares = tuple(round(weight / whole, 4) for _, weight in ranked)
    largest = max((count for count in counts if count.force == first), key=lambda count: (count.live, count.ended))
    confidence = round(ranked[0][1] / whole * trust, 3)
    return Ranking(tuple(force for force, _ in ranked), confidence, source, shares, largest.unit)
