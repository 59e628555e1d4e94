"""The tokens under which something is found: words, names, posts, codes and days. Pure."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from triage.rules.search.stems import without_ending
from triage.rules.words.characters import Folding
from triage.rules.words.normal import normalise

AT_ONCE = 5_000
MOST_NAMES = 60
LONGEST_NAME = 200
LINK = re.compile(r"(?:[a-z][a-z0-9+.-]*://|www\.)\S+", re.I)
MENTION = re.compile(r"(?<![\w@./])@([\w.-]{2,60}(?:@[\w.-]{3,60})?)")
NUMBERED = re.compile(r"[^\W_]*\d[^\W_]*")
SCHEME = re.compile(r"^[a-z][a-z0-9+.-]*://", re.I)
MARKS = ".,;:!?()[]{}<>\"'\u2019\u201d"

Stem = Callable[[str], str]


class Kind(StrEnum):
    """What a token is; the same letters as two kinds never meet."""

    WORD = "word"
    NAME = "name"
    POST = "post"
    CODE = "code"
    DAY = "day"


@dataclass(frozen=True, order=True)
class Token:
    """One thing that is looked for: of a word its normal form without ending, of a name its folded letters."""

    kind: Kind
    value: str


@dataclass(frozen=True)
class Reading:
    """How texts are read: what characters are folded to, and how the endings of words are dropped."""

    folding: Folding
    stem: Stem = without_ending

    def words(self, text: str) -> list[Token]:
        """Return the words of a text in order, without its links and mentions."""
        found: list[str] = []
        for part in _parts(text):
            found += normalise(part, folding=self.folding).words
        return [Token(Kind.WORD, self.stem(word)) for word in found]

    def name(self, text: str) -> Token | None:
        """Return a handle, or a part of a link, as it is looked for; None where nothing is left of it."""
        letters = "".join(text.strip(MARKS).lstrip("@#").translate(self.folding).split())[:LONGEST_NAME]
        return Token(Kind.NAME, letters) if any(map(str.isalnum, letters)) else None

    def handle(self, text: str) -> list[Token]:
        """Return a handle whole and, where it names a server as well, without that."""
        bare = text.strip().lstrip("@")
        return self._names([bare, bare.partition("@")[0]])

    def link(self, url: str) -> list[Token]:
        """Return the host of a link, with and without what stands before its domain, and each part of its path."""
        host, *parts = re.split(r"[/?&=#]+", SCHEME.sub("", url.strip()))
        labels = host.split(".")
        hosts = [".".join(labels[i:]) for i in range(max(1, len(labels) - 1))]
        pieces = [piece for part in parts for piece in (part, *re.split(r"[\W_]+", part))]
        return self._names([*hosts, *labels[:-1], *pieces])

    def named_in(self, text: str) -> list[Token]:
        """Return whom a text mentions, what its links are made of, and what it writes with digits."""
        found = [token for link in LINK.findall(text) for token in self.link(link)]
        found += [token for handle in MENTION.findall(text) for token in self.handle(handle)]
        numbered = self._names(NUMBERED.findall(LINK.sub(" ", text)))
        return list(dict.fromkeys([*found, *numbered]))[: MOST_NAMES * 5]

    def _names(self, texts: Iterable[str]) -> list[Token]:
        found = dict.fromkeys(token for text in texts if (token := self.name(text)))
        return list(found)[:MOST_NAMES]


def post(key: str) -> Token:
    """Return the token of a post."""
    return Token(Kind.POST, key)


def code(what: str, value: str) -> Token:
    """Return the token of a code of the reference data: a force, a strand, a platform."""
    return Token(Kind.CODE, f"{what}:{value}")


def _parts(text: str) -> Iterator[str]:
    """Cut a long text between words, since only so many letters are read at once."""
    while len(text) > AT_ONCE:
        cut = text.rfind(" ", 1, AT_ONCE)
        cut = cut if cut > 0 else AT_ONCE
        yield text[:cut]
        text = text[cut:]
    yield text
