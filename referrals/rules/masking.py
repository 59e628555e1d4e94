"""Taking out of texts what tells who somebody is: what they gave of themselves, however it is spelt. Pure."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

REMOVED = "[removed: tells who complained]"
SHORTEST_PART = 3
WITHIN_WORDS = 6
"""Values of so many letters and digits are found inside longer words as well: shorter ones would be in too many."""
LAST_DIGITS = 9
"""A telephone number is the same with and without its country code: these many digits at its end are compared."""

E_MAIL = re.compile(r"[\w.+%-]+@[\w-]+(?:\.[\w-]+)+")
TELEPHONE = re.compile(r"(?<![\w/])(?:\+\d{1,3}[\s().-]{0,3}|0)(?:\d[\s().-]{0,2}){8,11}\d(?![\w/])")
POSTCODE = re.compile(r"\b[A-Z]{1,2}\d[A-Z\d]?\s{0,2}\d[ABD-HJLNP-UW-Z]{2}\b", re.IGNORECASE)
STREETS = (
    "Street|St|Road|Rd|Avenue|Ave|Lane|Ln|Close|Drive|Way|Court|Crescent|Place|Terrace|Gardens|Grove|Square|Hill|Row|"
    "Walk|Mews|Park|View|Rise|Parade"
)
ADDRESS = re.compile(rf"\b\d{{1,4}}[A-Za-z]?,?\s+(?:[^\W\d_][\w'\u2019-]*\s+){{1,4}}(?:{STREETS})\b\.?")
_NAME = r"[^\W\d_a-z][\w'\u2019-]*(?:[ \t]+[^\W\d_a-z][\w'\u2019-]*){0,3}"
SIGNATURE = re.compile(
    rf"((?i:\bmy name is|\bmy name's|\bI am called|\bsigned|\byours (?:sincerely|faithfully|truly)|"
    rf"\b(?:kind|best|warm) (?:regards|wishes)|\bregards)[\s,:.\u2013-]+)({_NAME})"
)
PATTERNS = (E_MAIL, TELEPHONE, POSTCODE, ADDRESS)


@dataclass(frozen=True, kw_only=True, slots=True)
class Value:
    """One thing to be found, squeezed to its letters and digits; `within` where it counts inside a longer word too."""

    squeezed: str
    within: bool


@dataclass(kw_only=True)
class Mask:
    """Replaces values in texts, and counts how often: `found` grows as it works.

    With `patterns` it also takes out what looks like an e-mail address, a telephone number, a postcode, an address or
    a signature, whoever it belongs to.
    """

    values: tuple[Value, ...]
    patterns: bool = False
    mark: str = REMOVED
    found: int = field(default=0)

    def text(self, text: str) -> str:
        """Return a text without the values, and without what looks like contact details where `patterns` is set."""
        if self.patterns:
            text = self._without_patterns(text)
        return self.known(text)

    def known(self, text: str) -> str:
        """Return a text without the values alone."""
        spans = _joined(_spans(text, self.values))
        self.found += len(spans)
        for start, end in reversed(spans):
            text = f"{text[:start]}{self.mark}{text[end:]}"
        return text

    def everywhere(self, value: Any, *, but: frozenset[str] = frozenset()) -> Any:
        """Return something JSON-able with every text in it without the values; what stands under keys `but` stays."""
        if isinstance(value, str):
            return self.known(value)
        if isinstance(value, Mapping):
            return {key: part if key in but else self.everywhere(part, but=but) for key, part in value.items()}
        if isinstance(value, list | tuple):
            return [self.everywhere(part, but=but) for part in value]
        return value

    def _without_patterns(self, text: str) -> str:
        for pattern in PATTERNS:
            text, found = pattern.subn(self.mark, text)
            self.found += found
        text, found = SIGNATURE.subn(lambda match: f"{match[1]}{self.mark}", text)
        self.found += found
        return text


def values_of_person(
    *, name: str = "", email: str = "", telephone: str = "", postcode: str = "", others: Iterable[str] = ()
) -> tuple[Value, ...]:
    """Return what to look for so that a person cannot be told: the name and its parts, addresses and numbers."""
    found = [_value(part) for part in (name, email, email.partition("@")[0], postcode, *others)]
    found += [_value(part) for part in re.split(r"[\s,.]+", name) if len(_squeeze(part)) >= SHORTEST_PART]
    digits = "".join(character for character in telephone if character.isdigit())
    if len(digits) >= LAST_DIGITS:
        found.append(Value(squeezed=digits[-LAST_DIGITS:], within=True))
    return _without_doubles(value for value in found if len(value.squeezed) >= SHORTEST_PART)


def values_of_account(handles: Iterable[str]) -> tuple[Value, ...]:
    """Return what to look for so that an account cannot be told: its handles, names and links."""
    return _without_doubles(value for value in map(_value, handles) if len(value.squeezed) >= SHORTEST_PART)


def _value(text: str) -> Value:
    squeezed = _squeeze(text)
    return Value(squeezed=squeezed, within=len(squeezed) >= WITHIN_WORDS)


def _without_doubles(values: Iterable[Value]) -> tuple[Value, ...]:
    return tuple(sorted(set(values), key=lambda value: (-len(value.squeezed), value.squeezed)))


def _squeeze(text: str) -> str:
    """Return letters and digits alone, without case and accents."""
    return "".join(filter(str.isalnum, unicodedata.normalize("NFKD", text).casefold()))


def _spans(text: str, values: tuple[Value, ...]) -> Iterator[tuple[int, int]]:
    squeezed = _squeeze(text)
    present = [value for value in values if value.squeezed in squeezed]
    if not present:
        return
    places = [
        place
        for place, character in enumerate(text)
        for letter in unicodedata.normalize("NFKD", character).casefold()
        if letter.isalnum()
    ]
    for value in present:
        begin = squeezed.find(value.squeezed)
        while begin >= 0:
            start, end = places[begin], places[begin + len(value.squeezed) - 1] + 1
            if value.within or _is_whole(text, start, end):
                yield start, end
            begin = squeezed.find(value.squeezed, begin + 1)


def _is_whole(text: str, start: int, end: int) -> bool:
    """Tell whether a span is no part of a longer word."""
    return not (start > 0 and text[start - 1].isalnum()) and not (end < len(text) and text[end].isalnum())


def _joined(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return spans in order, those that touch or overlap made one."""
    joined: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined
