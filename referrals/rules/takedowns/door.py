"""The door: what of a text tells who complained, so that it never reaches a platform. It is refused, never repaired.

What an e-mail address, a telephone number, a postcode, a street address or a report's reference looks like is refused
whoever it belongs to: a notice needs none of them. Names are compared with those of the people who complained.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from urllib.parse import unquote, urlsplit

from referrals.rules.masking import (
    ADDRESS,
    E_MAIL,
    POSTCODE,
    TELEPHONE,
    Mask,
    Value,
    values_of_account,
    values_of_person,
)
from reports.rules.references import REPORT_PREFIX, parse_code

SHORTEST_PART = 3
SHORTEST_OWN = 5
WORD = re.compile(r"[^\W\d_][\w'\u2019-]*")
REPORT = re.compile(rf"\b{REPORT_PREFIX}[-\s]?\w{{4}}[-\s]?\w{{4}}\b", re.IGNORECASE)
CODE = re.compile(r"\b\w{4}(?:-\w{4}){3}\b")
TELLING_LOCAL_PART = re.compile(r"[\d._-]")
EVERYDAY_WORDS = """
    art asia august bill black brown chase christian dawn day dean faith grace gray green grey guy hope islam
    israel jew joy jordan justice king knight law long love mark may miles muslim north page pole post price
    rich rose scott sharp short small south star stone street summer trans true white wild will wise wood young
    english french irish welsh england ireland london paris wales german holland
"""
EVERYDAY = frozenset(EVERYDAY_WORDS.split())
"""Words of every day that are names as well: alone they refuse nothing, as part of a whole name they do."""


class Tells(StrEnum):
    """What kind of thing in a text would tell who complained."""

    NAME = "name"
    ORGANISATION = "organisation"
    EMAIL = "email"
    TELEPHONE = "telephone"
    POSTCODE = "postcode"
    ADDRESS = "address"
    REFERENCE = "reference"


LOOKS = (
    (E_MAIL, Tells.EMAIL),
    (TELEPHONE, Tells.TELEPHONE),
    (POSTCODE, Tells.POSTCODE),
    (ADDRESS, Tells.ADDRESS),
    (REPORT, Tells.REFERENCE),
)


@dataclass(frozen=True, kw_only=True)
class Person:
    """What somebody who complained gave of themselves; empty where not given."""

    name: str = ""
    email: str = ""
    telephone: str = ""
    postcode: str = ""
    organisation: str = ""
    own_reference: str = ""


class People:
    """Those who complained, prepared to be looked for in many texts."""

    def __init__(self, people: Iterable[Person]) -> None:
        self._people = list(people)

    @cached_property
    def _parts(self) -> frozenset[str]:
        words = (word.casefold() for person in self._people for word in WORD.findall(person.name))
        return frozenset(word for word in words if len(word) >= SHORTEST_PART and word not in EVERYDAY)

    @cached_property
    def _values(self) -> dict[Tells, tuple[Value, ...]]:
        everybody = self._people
        phones = (value for each in everybody for value in values_of_person(telephone=each.telephone))
        own = (each.own_reference for each in everybody if len(each.own_reference) >= SHORTEST_OWN)
        return {
            Tells.NAME: values_of_account(each.name for each in everybody if len(WORD.findall(each.name)) > 1),
            Tells.ORGANISATION: values_of_account(each.organisation for each in everybody if each.organisation),
            Tells.EMAIL: values_of_account(part for each in everybody for part in _parts_of_email(each.email)),
            Tells.TELEPHONE: tuple(set(phones)),
            Tells.POSTCODE: values_of_account(each.postcode for each in everybody if _is_whole(each.postcode)),
            Tells.REFERENCE: values_of_account(own),
        }

    def told_by(self, text: str) -> frozenset[Tells]:
        """Return what kinds of thing in a text tell who complained; nothing where it may go to a platform."""
        found = {kind for pattern, kind in LOOKS if pattern.search(text)}
        if any(parse_code(code) for code in CODE.findall(text)):
            found.add(Tells.REFERENCE)
        return frozenset(found | self._told_by_values(text) | self._told_by_names(text))

    def told_by_link(self, link: str) -> frozenset[Tells]:
        """Return the same of a link: what it looks like counts only in its query and for an e-mail address."""
        split = urlsplit(unquote(link))
        found = {Tells.EMAIL} if E_MAIL.search(f"{split.path} {split.query} {split.fragment}") else set()
        return frozenset(found | self._told_by_values(unquote(link)))

    def _told_by_values(self, text: str) -> set[Tells]:
        return {kind for kind, values in self._values.items() if values and _holds(text, values)}

    def _told_by_names(self, text: str) -> set[Tells]:
        """A part of a name counts where it is written as one: with a capital letter."""
        written = (word for word in WORD.findall(text) if word[0].isupper())
        plain = {re.sub(r"['\u2019]s$", "", word.casefold()) for word in written}
        return {Tells.NAME} if plain & self._parts else set()


def _holds(text: str, values: tuple[Value, ...]) -> bool:
    mask = Mask(values=values)
    mask.known(text)
    return mask.found > 0


def _parts_of_email(email: str) -> list[str]:
    """Return an address, and what stands before its @ where that could hardly be anything else."""
    local = email.partition("@")[0]
    is_telling = len(local) >= SHORTEST_OWN and TELLING_LOCAL_PART.search(local)
    return [email, local] if is_telling else [email] if email else []


def _is_whole(postcode: str) -> bool:
    """Tell whether it is a whole postcode: a district alone is shared by thousands."""
    return POSTCODE.fullmatch(postcode.strip()) is not None
