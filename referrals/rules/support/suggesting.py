"""Which support services fit a person, and why: each thing that speaks for a service or against it, as a code."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

ENGLISH = "en"
OLDEST = 120
COVERS = {
    "UK": frozenset({"EW", "S", "NI"}),
    "EW+NI": frozenset({"EW", "NI"}),
    "EW": frozenset({"EW"}),
    "S": frozenset({"S"}),
    "NI": frozenset({"NI"}),
}
EVERYWHERE = "UK"


class Age(StrEnum):
    """What is known of a person's age."""

    UNDER_18 = "under_18"
    ADULT = "adult"
    UNKNOWN = "unknown"


SPANS = {Age.UNDER_18: (0, 17), Age.ADULT: (18, OLDEST), Age.UNKNOWN: (0, OLDEST)}


@dataclass(frozen=True, kw_only=True)
class Need:
    """What is known of whoever is to be supported; `nation` is EW, S or NI, `force` the code of their police force.

    Nation and force are empty where nobody knows them. `language` is the code of a language, without its country.
    """

    nation: str = ""
    force: str = ""
    strands: frozenset[str] = frozenset()
    language: str = ENGLISH
    age: Age = Age.UNKNOWN


@dataclass(frozen=True, kw_only=True)
class Service:
    """A support service as the reference data has it, and how many it was asked to take in the last seven days."""

    code: str
    name: str
    nations: str = EVERYWHERE
    areas: frozenset[str] = frozenset()
    strands: frozenset[str] = frozenset()
    languages: frozenset[str] = frozenset()
    ages_from: int | None = None
    ages_to: int | None = None
    capacity_a_week: int | None = None
    taken: int = 0
    has_declined: bool = False


@dataclass(frozen=True, kw_only=True)
class Reason:
    """One thing that speaks for a service (`fits`) or against it; `weight` tells how particular it is."""

    code: str
    fits: bool
    weight: int = 0
    values: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Suggestion:
    """One service, whether it fits, and every reason for that or against it."""

    service: Service
    reasons: tuple[Reason, ...]

    @property
    def fits(self) -> bool:
        """Tell whether nothing speaks against it."""
        return all(reason.fits for reason in self.reasons)


def suggest(need: Need, services: Iterable[Service]) -> tuple[Suggestion, ...]:
    """Return all services, those that fit first: the most particular before those that are there for everybody.

    Of those that do not fit, the ones come first against which least speaks.
    """
    found = [Suggestion(service=service, reasons=tuple(_reasons(need, service))) for service in services]
    return tuple(sorted(found, key=_place))


def _place(suggestion: Suggestion) -> tuple[int, int, str, str]:
    against = sum(not reason.fits for reason in suggestion.reasons)
    particular = sum(reason.weight for reason in suggestion.reasons if reason.fits)
    return against, -particular, suggestion.service.name, suggestion.service.code


def _reasons(need: Need, service: Service) -> Iterator[Reason]:
    if service.has_declined:
        yield Reason(code="declined", fits=False)
    yield _of_place(need, service)
    yield _of_strands(need, service)
    yield _of_language(need, service)
    yield _of_age(need, service)
    yield _of_capacity(service)


def _of_place(need: Need, service: Service) -> Reason:
    if service.areas:
        if not need.force:
            return Reason(code="area_unknown", fits=False)
        is_there = need.force in service.areas
        return Reason(code="area" if is_there else "other_area", fits=is_there, weight=8, values=(need.force,))
    if service.nations == EVERYWHERE:
        return Reason(code="everywhere", fits=True)
    if not need.nation:
        return Reason(code="nation_unknown", fits=False)
    is_there = need.nation in COVERS[service.nations]
    return Reason(code="nation" if is_there else "other_nation", fits=is_there, weight=2, values=(service.nations,))


def _of_strands(need: Need, service: Service) -> Reason:
    if not service.strands:
        return Reason(code="any_strand", fits=True)
    shared = tuple(sorted(need.strands & service.strands))
    if shared:
        return Reason(code="strand", fits=True, weight=4, values=shared)
    return Reason(code="other_strands", fits=False, values=tuple(sorted(service.strands)))


def _of_language(need: Need, service: Service) -> Reason:
    if need.language == ENGLISH:
        return Reason(code="english", fits=True)
    speaks = need.language in service.languages
    return Reason(code="language" if speaks else "other_language", fits=speaks, weight=1, values=(need.language,))


def _of_age(need: Need, service: Service) -> Reason:
    if service.ages_from is None and service.ages_to is None:
        return Reason(code="any_age", fits=True)
    youngest, oldest = service.ages_from or 0, OLDEST if service.ages_to is None else service.ages_to
    values = (str(youngest), "" if service.ages_to is None else str(oldest))
    if need.age is Age.UNKNOWN:
        return Reason(code="age_unknown", fits=True, values=values)
    first, last = SPANS[need.age]
    fits = youngest <= last and first <= oldest
    return Reason(code="age" if fits else "other_age", fits=fits, weight=2, values=values)


def _of_capacity(service: Service) -> Reason:
    if service.capacity_a_week is None:
        return Reason(code="capacity_unknown", fits=True)
    left = service.capacity_a_week - service.taken
    values = (str(max(left, 0)), str(service.capacity_a_week))
    return Reason(code="capacity" if left > 0 else "full", fits=left > 0, weight=1, values=values)
