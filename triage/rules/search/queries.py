"""What somebody typed into the search box, understood. Pure.

Words side by side are all wanted, `or` stands between alternatives, a minus means without, quotes hold words together.
Names of the reference data, days, links, handles and references are seen by themselves.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from reports.rules.post_keys import recognise_post
from reports.rules.references import CASE_PREFIX, REPORT_PREFIX, parse_reference
from triage.rules.search import days
from triage.rules.search.names import Vocabulary, key_of
from triage.rules.search.tokens import Reading, Token, code, post

LONGEST = 400
MOST_ITEMS = 20
LONGEST_NAME = 6
QUOTES = re.compile("[\u201c\u201d\u201e\u201f\u00ab\u00bb]")
PIECE = re.compile(r'(-?)"([^"]*)"?|(\S+)')
LINK = re.compile(
    r"[a-z][a-z0-9+.-]*://\S+|www\.\S+|[\w-]+(?:\.[\w-]+)*\.[a-z]{2,}(?:[/?#]\S*)?|\S*[^/\s]/[^/\s]\S*", re.I
)
OR = frozenset({"or", "|"})


class As(StrEnum):
    """What a part of the question was understood as."""

    WORDS = "words"
    PHRASE = "phrase"
    DAY = "day"
    FORCE = "force"
    STRAND = "strand"
    PLATFORM = "platform"
    ACCOUNT = "account"
    LINK = "link"
    REFERENCE = "reference"


@dataclass(frozen=True)
class Way:
    """One way in which an item may be found: all of these tokens, side by side where it is a phrase."""

    tokens: tuple[Token, ...]
    is_phrase: bool = False


@dataclass(frozen=True, kw_only=True)
class Item:
    """One thing that is wanted, or not: as it was understood, as it is said back, and the ways in which it is found."""

    seen_as: As
    text: str
    ways: tuple[Way, ...]
    is_unwanted: bool = False


@dataclass(frozen=True, kw_only=True)
class Query:
    """A question: alternatives, each with all that it wants. `references` are those that the whole of it may be."""

    alternatives: tuple[tuple[Item, ...], ...] = ()
    references: tuple[str, ...] = ()
    is_cut: bool = False

    @property
    def items(self) -> list[Item]:
        """Return every item."""
        return [item for items in self.alternatives for item in items]

    @property
    def has_phrase(self) -> bool:
        """Tell whether the order of words matters anywhere."""
        return any(way.is_phrase for item in self.items for way in item.ways)


def understand(text: str, *, reading: Reading, names: Vocabulary) -> Query:
    """Return what was typed, of which the first 400 letters and 20 things count; without anything wanted: nothing."""
    typed = QUOTES.sub('"', text.strip()[:LONGEST])
    found: list[list[Item]] = [[]]
    for part in _parts(typed):
        if part is None:
            found.append([])
        else:
            found[-1] += _items(part, reading=reading, names=names)
    alternatives, left = [], MOST_ITEMS
    for items in found:
        kept, left = items[:left], left - len(items[:left])
        if any(not item.is_unwanted for item in kept):
            alternatives.append(tuple(kept))
    is_cut = len(text.strip()) > LONGEST or sum(map(len, found)) > MOST_ITEMS
    return Query(alternatives=tuple(alternatives), references=_references(typed), is_cut=is_cut)


@dataclass(frozen=True)
class _Quoted:
    text: str
    is_unwanted: bool


Part = _Quoted | list[str]


def _parts(typed: str) -> Iterator[Part | None]:
    """Cut what was typed into runs of plain words and what is quoted or unwanted; None stands for `or`."""
    run: list[str] = []
    for minus, quoted, plain in PIECE.findall(typed):
        if plain and plain.casefold() not in OR and not _is_minus(plain):
            run.append(plain)
            continue
        if run:
            yield run
            run = []
        if plain and plain.casefold() in OR:
            yield None
        elif plain:
            yield _Quoted(plain[1:], is_unwanted=True)
        else:
            yield _Quoted(quoted, is_unwanted=bool(minus))
    if run:
        yield run


def _is_minus(plain: str) -> bool:
    return plain.startswith("-") and len(plain) > 1


def _items(part: Part, *, reading: Reading, names: Vocabulary) -> list[Item]:
    if isinstance(part, list):
        return list(_in_run(part, reading=reading, names=names))
    if part.is_unwanted and " " not in part.text.strip():
        found = list(_in_run([part.text], reading=reading, names=names)) if part.text.strip() else []
    else:
        found = _item(As.PHRASE, part.text, [_phrase(part.text, reading)])
    return [Item(seen_as=each.seen_as, text=each.text, ways=each.ways, is_unwanted=part.is_unwanted) for each in found]


def _in_run(run: Sequence[str], *, reading: Reading, names: Vocabulary) -> Iterator[Item]:
    """Read a run of words, the longest name or date first."""
    at = 0
    while at < len(run):
        for size in range(min(LONGEST_NAME, len(run) - at), 0, -1):
            text = " ".join(run[at : at + size])
            found = _known(text, reading=reading, names=names)
            if found or size == 1:
                yield from found or _single(text, reading=reading)
                at += size
                break


def _known(text: str, *, reading: Reading, names: Vocabulary) -> list[Item]:
    """Read a date or a name of the reference data; what the words themselves say is found as well."""
    as_words = [_phrase(text, reading), *(_name(text, reading) if " " not in text else [])]
    day = days.read_day(text)
    if day is not None:
        return _item(As.DAY, days.in_words(day), [Way((day,)), *as_words])
    named = names.get(key_of(text))
    if not named:
        return []
    codes = [Way((code(each.what, each.code),)) for each in named]
    seen_as = As.STRAND if named[0].what == "strand_value" else As(named[0].what)
    return _item(seen_as, " / ".join(dict.fromkeys(each.label for each in named)), [*codes, *as_words])


def _single(text: str, *, reading: Reading) -> list[Item]:
    """Read one word, link, handle or reference."""
    if text.startswith("@"):
        return _item(As.ACCOUNT, text, [Way(tuple(reading.handle(text)[:1]))])
    reference = parse_reference(text, prefix=REPORT_PREFIX) or parse_reference(text, prefix=CASE_PREFIX)
    as_words = [_phrase(text, reading), *_name(text, reading)]
    if reference and text[:2].upper() == "OH":
        return _item(As.REFERENCE, reference, _name(reference, reading))
    if LINK.fullmatch(text):
        key = recognise_post(text).key
        whole = [Way((post(key),))] if key else []
        return _item(As.LINK, text, [*whole, Way(tuple(reading.link(text))), *as_words])
    return _item(As.WORDS, text, as_words)


def _item(seen_as: As, text: str, ways: Sequence[Way]) -> list[Item]:
    """Return an item that can be found in any of these ways; none where nothing is left to look for."""
    kept = tuple(dict.fromkeys(way for way in ways if way.tokens))
    return [Item(seen_as=seen_as, text=text, ways=kept)] if kept else []


def _phrase(text: str, reading: Reading) -> Way:
    words = tuple(reading.words(text))
    return Way(words, is_phrase=len(words) > 1)


def _name(text: str, reading: Reading) -> list[Way]:
    name = reading.name(text)
    return [Way((name,))] if name else []


def _references(typed: str) -> tuple[str, ...]:
    """Return the references that all of it together may be, however they were typed."""
    found = (parse_reference(typed, prefix=prefix) for prefix in (CASE_PREFIX, REPORT_PREFIX))
    return tuple(reference for reference in found if reference)
