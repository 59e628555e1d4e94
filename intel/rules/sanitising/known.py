"""What is known of those who must not be told, and finding it in a text in any spelling."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from intel.rules.sanitising.marks import Kind, Mark, mark
from intel.rules.sanitising.spelling import Folding, Spelt, squeeze
from referrals.rules.masking import SIGNATURE

SHORTEST = 3
LAST_DIGITS = 9
SHORTEST_HANDLE = 5
MOST_WORDS_OF_A_PLACE = 6
COMMON_WORDS = frozenset(
    re.findall(
        r"\w+",
        "amber angel april art august autumn best bill black brown chance chase christian cross dawn day dean drew "
        "faith field fox frank good grace grant green grey guy hall hill hope jade joy june king lane lee long love "
        "mark may miles mills moon north page park pat pearl penny price rich rob robin rose ruby read sky son star "
        "stone storm sue summer sun van walker west white will wood woods young",
    )
)
"""Names that are words as well: written small, they are shown, and may stay with a reason."""
WITH_AT = (Kind.SUBJECT, Kind.SUBJECT_WITHHELD, Kind.HANDLE_KNOWN)
OWN_HANDLE = re.compile(
    r"\bmy\s+(?:\w+\s+){0,3}?(?:account|handle|profile|page|channel|username|user name|nickname)\b[^@\n.!?]{0,40}"
    r"@?(?P<handle>(?<=@)[\w.-]{3,}|(?<=\bis )[\w.-]{4,}|(?<=\bcalled )[\w.-]{4,})",
    re.IGNORECASE,
)


@dataclass(frozen=True, kw_only=True)
class Person:
    """What somebody who reported gave of themselves; empty where nothing."""

    name: str = ""
    email: str = ""
    telephone: str = ""
    postcode: str = ""
    bodies: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Known:
    """All that a text is compared with.

    `own_words` are what people told, `posts` what was posted: words that stand in both are the subject's. `subjects`
    are the accounts complained of; where the case withholds its subject, naming one is never allowed.
    """

    folding: Folding
    people: tuple[Person, ...] = ()
    references: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    subjects: tuple[str, ...] = ()
    withholds_subject: bool = False
    own_words: tuple[str, ...] = ()
    posts: tuple[str, ...] = ()
    _values: list[tuple[Kind, str]] = field(default_factory=list, compare=False, repr=False)

    def values(self) -> list[tuple[Kind, str]]:
        """Return what to look for, folded, by kind; worked out once."""
        if not self._values:
            self._values.extend(dict.fromkeys(self._all_values()))
        return self._values

    def _all_values(self) -> Iterator[tuple[Kind, str]]:
        for person in self.people:
            yield from self._of_person(person)
        for text in self.own_words:
            yield from ((Kind.NAME, part) for found in SIGNATURE.finditer(text) for part in self._names(found[2]))
            for found in OWN_HANDLE.finditer(text):
                yield Kind.HANDLE_KNOWN, squeeze(found["handle"], folding=self.folding)
        yield from self._squeezed(Kind.REFERENCE, self.references)
        yield from self._squeezed(Kind.PLACE, self.places)
        about = Kind.SUBJECT_WITHHELD if self.withholds_subject else Kind.SUBJECT
        yield from self._squeezed(about, self.subjects)

    def _of_person(self, person: Person) -> Iterator[tuple[Kind, str]]:
        yield from ((Kind.NAME, part) for part in self._names(person.name))
        yield from self._squeezed(Kind.EMAIL_KNOWN, [person.email])
        local = squeeze(person.email.partition("@")[0], folding=self.folding)
        if len(local) >= SHORTEST_HANDLE:
            yield Kind.HANDLE_KNOWN, local
        digits = "".join(filter(str.isdigit, person.telephone))
        if len(digits) >= LAST_DIGITS:
            yield Kind.TELEPHONE_KNOWN, digits[-LAST_DIGITS:]
        yield from self._squeezed(Kind.POSTCODE_KNOWN, [person.postcode])
        yield from self._squeezed(
            Kind.PLACE, [person.postcode.strip()[:-3]] if len(person.postcode.strip()) > 4 else []
        )
        yield from self._squeezed(Kind.BODY_KNOWN, person.bodies)

    def _names(self, name: str) -> Iterator[str]:
        for part in (name, *re.split(r"[\s,.]+", name)):
            squeezed = squeeze(part, folding=self.folding)
            if len(squeezed) >= SHORTEST or (len(squeezed) == 2 and not squeezed.isascii()):
                yield squeezed

    def _squeezed(self, kind: Kind, texts: Iterable[str]) -> Iterator[tuple[Kind, str]]:
        for text in texts:
            squeezed = squeeze(text, folding=self.folding)
            if len(squeezed) >= SHORTEST:
                yield kind, squeezed


def find_known(spelt: Spelt, known: Known) -> Iterator[Mark]:
    """Yield a mark wherever something known stands in a text."""
    for kind, value in known.values():
        for begin, end in spelt.places_of(value):
            is_handle = kind in WITH_AT and spelt.text[max(begin - 1, 0) : begin] == "@"
            start = begin - 1 if is_handle else begin
            said = spelt.text[start:end]
            is_word = kind is Kind.NAME and value in COMMON_WORDS and said[:1].islower()
            yield mark(Kind.NAME_WORD if is_word else kind, spelt.text, start, end)


def places_in(text: str) -> tuple[str, ...]:
    """Return the places that an answer to "where did it happen" names: each part that is short enough to be one."""
    parts = (part.strip(" .\t") for part in re.split(r"[,;\n/]| in | at | near ", text))
    return tuple(part for part in parts if len(part) > SHORTEST and len(part.split()) <= MOST_WORDS_OF_A_PLACE)
