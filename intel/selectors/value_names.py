"""The names of the values by which figures are told apart, in the language of whoever reads."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import Any

from django.conf import settings
from django.utils.translation import gettext

from hatehub.reference.models import Force, Offence, Outcome, Partner, Platform, Strand
from intel.rules.statistics.terms import Dimension, Values

UNKNOWN = "unknown"


def names_of(dimension: Dimension, values: Iterable[str]) -> dict[str, str]:
    """Return the names of some values of a dimension; a value that nothing knows keeps its code. At most one query."""
    wanted = set(values)
    known = FINDERS[dimension.values](dimension, wanted)
    return {value: dimension.none if value == "" else known.get(value, value) for value in wanted}


def order_of(dimension: Dimension) -> Callable[[str], tuple[int, str]] | None:
    """Return how values with an order of their own are sorted; None: the largest first."""
    if dimension.values is not Values.FIXED:
        return None
    places = {code: place for place, code in enumerate(dimension.names)}
    return lambda value: (places.get(value, len(places)), value)


def _fixed(dimension: Dimension, wanted: set[str]) -> Mapping[str, str]:
    return {code: gettext(name) for code, name in dimension.names.items() if code in wanted}


def _by_code(model: Any, field: str, dimension: Dimension, wanted: set[str]) -> Mapping[str, str]:
    return dict(model.objects.filter(code__in=wanted).values_list("code", field))


def _strands(dimension: Dimension, wanted: set[str]) -> Mapping[str, str]:
    return {code: gettext(name) for code, name in _by_code(Strand, "name", dimension, wanted).items()}


def _combinations(dimension: Dimension, wanted: set[str]) -> Mapping[str, str]:
    names = _strands(dimension, {code for value in wanted for code in value.split("+")})
    return {value: " + ".join(names.get(code, code) for code in value.split("+")) for value in wanted}


def _platforms(dimension: Dimension, wanted: set[str]) -> Mapping[str, str]:
    return {**_by_code(Platform, "name", dimension, wanted), UNKNOWN: gettext("Not told by the link")}


def _offences(dimension: Dimension, wanted: set[str]) -> Mapping[str, str]:
    """Return the short names; where nations have offences of the same name, with the act."""
    rows = list(Offence.objects.filter(code__in=wanted).values_list("code", "short_name", "act", "section"))
    often = Counter(name for _code, name, _act, _section in rows)
    return {code: name if often[name] == 1 else f"{name} ({act} {section})" for code, name, act, section in rows}


def _outcomes(dimension: Dimension, wanted: set[str]) -> Mapping[str, str]:
    numbers = [int(value) for value in wanted if value.isdecimal()]
    return {str(each.number): str(each) for each in Outcome.objects.filter(number__in=numbers)}


def _languages(dimension: Dimension, wanted: set[str]) -> Mapping[str, str]:
    return {code: str(name) for code, name in settings.LANGUAGES}


FINDERS: Mapping[Values, Callable[[Dimension, set[str]], Mapping[str, str]]] = {
    Values.FIXED: _fixed,
    Values.STRANDS: _strands,
    Values.COMBINATIONS: _combinations,
    Values.PLATFORMS: _platforms,
    Values.OFFENCES: _offences,
    Values.FORCES: partial(_by_code, Force, "name"),
    Values.OUTCOMES: _outcomes,
    Values.PARTNERS: partial(_by_code, Partner, "name"),
    Values.LANGUAGES: _languages,
}
"""How the names of each kind of value are found."""
