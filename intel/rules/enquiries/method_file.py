"""The file of methods: how a line of enquiry can be followed, what each needs, and what comes after it. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from intel.rules.enquiries.steps import Authority, Result

ANYWHERE = ""
ABROAD = "abroad"
HOME = "GB"
JURISDICTIONS = frozenset({"EW", "S", "NI"})
HOLDERS = frozenset({"platform", "network", "public", "people", "hub"})


class BadMethods(Exception):
    """The file of methods cannot be used; the message says where and why."""


@dataclass(frozen=True, kw_only=True)
class Method:
    """One way to follow a line of enquiry.

    `usual_cost` is in pence. `kept_days` says how long whoever holds the data usually keeps it, from the day of the
    post; None where it does not run out. Empty `platforms`, `seats` and `jurisdictions` mean any. `seats` are where the
    holder has its seat: countries, or `abroad`. `following` names, by result, what to try next, the best first.
    """

    code: str
    name: str
    about: str
    authority: Authority
    holder: str
    usual_days: int
    usual_cost: int
    position: int = 0
    kept_days: int | None = None
    platforms: tuple[str, ...] = ()
    seats: tuple[str, ...] = ()
    jurisdictions: tuple[str, ...] = ()
    needs_crime: bool = True
    needs_picture: bool = False
    identifies: bool = True
    is_trial: bool = False
    following: Mapping[str, tuple[str, ...]]
    basis: str = ""

    @property
    def is_for_each_platform(self) -> bool:
        """Whether it is a line of its own on each platform."""
        return self.holder == "platform"


def read_methods(data: Mapping[str, Any]) -> list[Method]:
    """Return the methods of a file in their order, checked. Raises BadMethods."""
    entries = data.get("methods")
    if not isinstance(entries, list) or not entries:
        raise BadMethods("the file has no methods")
    methods = [_method(entry, place) for place, entry in enumerate(entries)]
    codes = [method.code for method in methods]
    twice = sorted({code for code in codes if codes.count(code) > 1})
    if twice:
        raise BadMethods(f"{twice[0]} is there twice")
    for method in methods:
        named = {code for each in method.following.values() for code in each}
        for missing in sorted(named - set(codes)):
            raise BadMethods(f"{method.code} is followed by {missing}, which there is not")
    return methods


def read_seats(data: Mapping[str, Any]) -> dict[str, str]:
    """Return by platform the country in which whoever answers for its data has its seat. Raises BadMethods."""
    seats = data.get("seats", {})
    if not isinstance(seats, dict):
        raise BadMethods("seats must be an object")
    for code, seat in seats.items():
        if not (isinstance(seat, str) and len(seat) == 2 and seat.isupper()):
            raise BadMethods(f"the seat of {code} must be a country of two capital letters")
    return dict(seats)


def _method(entry: Any, place: int) -> Method:
    code = entry.get("code", "") if isinstance(entry, dict) else ""
    try:
        return Method(
            code=_word(entry, "code"),
            name=_word(entry, "name"),
            about=_word(entry, "about"),
            authority=Authority(entry["authority"]),
            holder=_one_of(entry["holder"], HOLDERS),
            usual_days=_number(entry["usual_days"], least=1),
            usual_cost=_number(entry["usual_cost"]),
            position=(place + 1) * 10,
            kept_days=None if entry.get("kept_days") is None else _number(entry["kept_days"], least=1),
            platforms=_words(entry, "platforms"),
            seats=_words(entry, "seats"),
            jurisdictions=tuple(_one_of(each, JURISDICTIONS) for each in _words(entry, "jurisdictions")),
            needs_crime=bool(entry.get("needs_crime", True)),
            needs_picture=bool(entry.get("needs_picture", False)),
            identifies=bool(entry.get("identifies", True)),
            following={str(Result(result)): tuple(codes) for result, codes in entry.get("following", {}).items()},
            basis=_word(entry, "basis"),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise BadMethods(f"method {place + 1} {code}: {error}") from error


def _word(entry: Mapping[str, Any], name: str) -> str:
    word = entry[name]
    if not isinstance(word, str) or not word.strip():
        raise ValueError(f"{name} is empty")
    return word.strip()


def _words(entry: Mapping[str, Any], name: str) -> tuple[str, ...]:
    words: Sequence[Any] = entry.get(name, [])
    if not isinstance(words, list) or not all(isinstance(word, str) and word for word in words):
        raise ValueError(f"{name} must be a list of texts")
    return tuple(words)


def _number(value: Any, *, least: int = 0) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value < least:
        raise ValueError(f"{value!r} is no number of at least {least}")
    return value


def _one_of(value: Any, allowed: frozenset[str]) -> str:
    if value not in allowed:
        raise ValueError(f"{value!r} is none of {', '.join(sorted(allowed))}")
    return str(value)
