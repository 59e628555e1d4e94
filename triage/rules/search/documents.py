"""What of a report stands in the index, where and with which weight. Pure."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from triage.rules.search.days import tokens_of
from triage.rules.search.tokens import Reading, Token, post

APART = 20
"""Between two texts, so that no phrase is found across them."""
NAMED, POSTED, TOLD, KNOWN = "A", "B", "C", "D"


@dataclass(frozen=True, kw_only=True)
class Said:
    """What of a report may be found: who it is about stands in `links`, `handles`, `posts` and `about` alone."""

    references: Sequence[str] = ()
    links: Sequence[str] = ()
    handles: Sequence[str] = ()
    posts: Sequence[str] = ()
    posted: Sequence[str] = ()
    told: Sequence[str] = ()
    about: Sequence[str] = ()
    codes: Sequence[Token] = ()
    days: Sequence[date] = field(default=())


Places = dict[Token, list[tuple[int, str]]]


def places_of(said: Said, *, reading: Reading, is_withheld: bool) -> Places:
    """Return the tokens of a report with their places.

    Where it is withheld who it is about, no account, link or post is found, nor what was said of the suspect, nor a
    word, or words side by side, that are the account's name.
    """
    row = _Row(without=_words_of_handles(said.handles, reading) if is_withheld else ())
    row.add(_names(said, reading, is_withheld=is_withheld), weight=NAMED)
    for weight, texts in ((POSTED, said.posted), (TOLD, said.told), (TOLD, () if is_withheld else said.about)):
        for text in texts:
            row.add(reading.words(text), weight=weight)
    row.add([*said.codes, *(token for day in said.days for token in tokens_of(day))], weight=KNOWN)
    return row.places


def reference_names(reference: str, *, reading: Reading) -> list[Token]:
    """Return what a reference is found under: whole, and each of its two groups."""
    return [token for part in (reference, *reference.split("-")[1:]) if (token := reading.name(part))]


def _names(said: Said, reading: Reading, *, is_withheld: bool) -> list[Token]:
    found = [token for reference in said.references for token in reference_names(reference, reading=reading)]
    if is_withheld:
        return found
    found += [post(key) for key in said.posts]
    found += [token for handle in said.handles for token in reading.handle(handle)]
    found += [token for link in said.links for token in reading.link(link)]
    texts = (*said.posted, *said.told, *said.about)
    return list(dict.fromkeys([*found, *(token for text in texts for token in reading.named_in(text))]))


def _words_of_handles(handles: Iterable[str], reading: Reading) -> Collection[Sequence[Token]]:
    return [words for handle in handles if (words := reading.words(handle.strip().lstrip("@")))]


class _Row:
    """Counts positions over all that stands in one document."""

    def __init__(self, *, without: Collection[Sequence[Token]]) -> None:
        self.places: Places = {}
        self._without = without
        self._position = 0

    def add(self, tokens: Iterable[Token], *, weight: str) -> None:
        chosen = list(tokens)
        hidden = {number for words in self._without for number in _numbers_of(words, chosen)}
        for number, token in enumerate(chosen):
            self._position += 1
            if number not in hidden:
                self.places.setdefault(token, []).append((self._position, weight))
        self._position += APART


def _numbers_of(words: Sequence[Token], tokens: Sequence[Token]) -> Iterator[int]:
    """Return where these words stand side by side."""
    for start in range(len(tokens) - len(words) + 1):
        if tokens[start : start + len(words)] == words:
            yield from range(start, start + len(words))
