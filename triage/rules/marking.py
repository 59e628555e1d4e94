"""What differs between two texts, word by word, for people who look at them side by side. Pure."""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher

PIECE = re.compile(r"\s+|[^\s]+")
LONGEST = 4_000
"""Of longer texts only the first letters are compared word by word; the rest is one piece."""


@dataclass(frozen=True, kw_only=True)
class Span:
    """A stretch of both texts, as they were written. One side is empty where the other has something more."""

    left: str
    right: str
    is_same: bool


def differences(left: str, right: str) -> list[Span]:
    """Return both texts as stretches that are the same or differ; put together, each side gives its text again.

    White space and the case of letters make no difference.
    """
    first, second = _pieces(left), _pieces(right)
    keys = [[_key(piece) for piece in side] for side in (first, second)]
    matcher = SequenceMatcher(None, *keys, autojunk=False)
    return [
        Span(left="".join(first[a:b]), right="".join(second[c:d]), is_same=tag == "equal")
        for tag, a, b, c, d in matcher.get_opcodes()
    ]


def _pieces(text: str) -> list[str]:
    pieces = PIECE.findall(text[:LONGEST])
    return [*pieces, text[LONGEST:]] if len(text) > LONGEST else pieces


def _key(piece: str) -> str:
    return " " if piece.isspace() else piece.casefold()
