"""What is blacked out of a picture or a text: boxes and spans put in order, and the text that is left."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

BLACKED = "█████ [redacted]"
"""What stands for every blacked-out passage, however long it was."""

MOST_MARKS = 500
LINE_ENDS = re.compile(r"\r\n?")
CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")
JOINERS = frozenset("\u200c\u200d\ufe0e\ufe0f")


class Why(StrEnum):
    """Why something is blacked out or left out of what a force gets."""

    THIRD_PARTY = "third_party"
    COMPLAINANT = "complainant"
    CHILD = "child"
    PRIVILEGED = "privileged"
    NOT_RELEVANT = "not_relevant"
    OTHER = "other"


WHY_IN_WORDS: Mapping[Why, str] = {
    Why.THIRD_PARTY: "it concerns a third party",
    Why.COMPLAINANT: "it would tell who the complainant is",
    Why.CHILD: "it concerns a child",
    Why.PRIVILEGED: "it is legally privileged",
    Why.NOT_RELEVANT: "it is not relevant",
    Why.OTHER: "another reason, which the hub has on record",
}
"""What a disclosure list says; it quotes nobody."""


@dataclass(frozen=True, kw_only=True)
class Box:
    """A part of a picture, in pixels of it as it is seen; `page` counts from 1."""

    left: int
    top: int
    width: int
    height: int
    why: Why
    page: int = 1

    @property
    def right(self) -> int:
        """The first column that is not in it."""
        return self.left + self.width

    @property
    def bottom(self) -> int:
        """The first row that is not in it."""
        return self.top + self.height

    def covers(self, other: "Box") -> bool:
        """Tell whether the other lies wholly in this one."""
        is_across = self.left <= other.left and other.right <= self.right
        return self.page == other.page and is_across and self.top <= other.top and other.bottom <= self.bottom


@dataclass(frozen=True, kw_only=True)
class Span:
    """A passage of a text, in characters: from `start` up to, not including, `end`."""

    start: int
    end: int
    why: Why


def settle_boxes(boxes: Iterable[Box], *, width: int, height: int) -> list[Box]:
    """Return boxes the right way round and within a picture, without empty ones and those that another covers."""
    clipped = [box for box in (_clip(box, width, height) for box in boxes) if box.width and box.height]
    kept: list[Box] = []
    for box in sorted(clipped, key=lambda box: (box.page, -box.width * box.height, box.top, box.left)):
        if not any(larger.covers(box) for larger in kept):
            kept.append(box)
    return sorted(kept, key=lambda box: (box.page, box.top, box.left))


def _clip(box: Box, width: int, height: int) -> Box:
    left, right = (min(max(edge, 0), width) for edge in sorted((box.left, box.right)))
    top, bottom = (min(max(edge, 0), height) for edge in sorted((box.top, box.bottom)))
    return Box(left=left, top=top, width=right - left, height=bottom - top, why=box.why, page=box.page)


def as_shown(text: str) -> str:
    """Return a text as a page shows it, on which places are counted: one kind of line end, no control characters."""
    return CONTROLS.sub("\N{REPLACEMENT CHARACTER}", LINE_ENDS.sub("\n", text))


def settle_spans(spans: Iterable[Span], *, text: str) -> list[Span]:
    """Return spans in their order and within a text, without empty ones; those that meet for one reason are one.

    A span that would cut a letter from its accents is drawn out to its end.
    """
    settled: list[Span] = []
    for span in sorted((_within(span, text) for span in spans), key=lambda span: (span.start, -span.end)):
        last = settled[-1] if settled else None
        if span.start == span.end or (last and span.end <= last.end):
            continue
        if last and span.start <= last.end and span.why == last.why:
            settled[-1] = Span(start=last.start, end=span.end, why=last.why)
        else:
            settled.append(span)
    return settled


def _within(span: Span, text: str) -> Span:
    start, end = (min(max(edge, 0), len(text)) for edge in sorted((span.start, span.end)))
    if start == end:
        return Span(start=start, end=end, why=span.why)
    while start > 0 and _belongs_to_letter_before(text, start):
        start -= 1
    while end < len(text) and _belongs_to_letter_before(text, end):
        end += 1
    return Span(start=start, end=end, why=span.why)


def _belongs_to_letter_before(text: str, place: int) -> bool:
    character = text[place]
    return character in JOINERS or text[place - 1] == "\u200d" or unicodedata.category(character).startswith("M")


def black_out(text: str, spans: Iterable[Span]) -> str:
    """Return what is left of a text: every stretch of spans that meet becomes the same mark."""
    pieces, place = [], 0
    for start, end in _stretches(spans):
        pieces += [text[place:start], BLACKED]
        place = end
    return "".join([*pieces, text[place:]])


def _stretches(spans: Iterable[Span]) -> list[tuple[int, int]]:
    """Return from where to where nothing is left, whatever the reasons."""
    found: list[tuple[int, int]] = []
    for start, end in sorted((span.start, span.end) for span in spans):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return found


def find_words(text: str, words: str) -> list[tuple[int, int]]:
    """Return everywhere words stand in a text, also where they overlap; nowhere for no words.

    Capitals and small letters are the same, and so is all that parts two words.
    """
    together = r"\s+".join(re.escape(part) for part in words.split())
    if not together:
        return []
    return [match.span(1) for match in re.finditer(f"(?=({together}))", text, re.IGNORECASE)]
