"""Pictures of numbers: bars in rows and lines, placed in per cent so that they fit any width. Pure.

The drawings hold no words: those stand beside them as text, so that they keep their size on a small screen, turn round
with the direction of the language, and can be read out. What is told apart is told by pattern, dash and mark.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import ceil, log10

PATTERNS = 8
"""How many fills there are; a picture with more kinds would not be told apart."""
DASHES = ("", "9 5", "2 4")
"""How the lines of a picture are dashed, in their order."""
MARKS = ("circle", "square", "diamond")
LONGEST_MARKED = 16
"""Longer lines carry no marks: they would hide the line."""


class TooManyKinds(Exception):
    """There are more kinds than patterns or dashes: draw fewer, or a picture each."""


@dataclass(frozen=True, kw_only=True)
class Segment:
    """A part of a bar: where it begins and how long it is, both in per cent, and the number of its fill."""

    x: str
    width: str
    fill: int


@dataclass(frozen=True, kw_only=True)
class BarRow:
    """One bar, with its name and the number that it adds up to."""

    name: str
    total: int
    segments: tuple[Segment, ...]


@dataclass(frozen=True, kw_only=True)
class Key:
    """What a fill, or a line, stands for."""

    name: str
    fill: int
    dash: str = ""
    mark: str = ""


@dataclass(frozen=True, kw_only=True)
class BarPicture:
    """Bars in rows. `id` is unique on its page; `description` says in a sentence what is to be seen."""

    id: str
    title: str
    description: str
    rows: tuple[BarRow, ...]
    keys: tuple[Key, ...]


@dataclass(frozen=True, kw_only=True)
class Stroke:
    """One straight piece of a line."""

    x1: str
    y1: str
    x2: str
    y2: str


@dataclass(frozen=True, kw_only=True)
class Line:
    """One line, in pieces, and the points that carry marks: nothing is drawn where nothing was measured."""

    key: Key
    strokes: tuple[Stroke, ...]
    points: tuple[tuple[str, str], ...]


@dataclass(frozen=True, kw_only=True)
class LinePicture:
    """Lines over the same steps. `top` and `middle` name heights of the grid, `ends` the first and the last step."""

    id: str
    title: str
    description: str
    lines: tuple[Line, ...]
    keys: tuple[Key, ...]
    top: str
    middle: str
    ends: tuple[str, ...]


def bar_picture(
    *, id: str, title: str, description: str, kinds: Sequence[str], rows: Sequence[tuple[str, Sequence[int]]]
) -> BarPicture:
    """Return bars of which the longest fills the width; each row has a number for each kind. Raises TooManyKinds."""
    if len(kinds) > PATTERNS:
        raise TooManyKinds(f"{len(kinds)} kinds, {PATTERNS} patterns")
    longest = max((sum(numbers) for _, numbers in rows), default=0)
    return BarPicture(
        id=id,
        title=title,
        description=description,
        rows=tuple(_bar(name, numbers, longest) for name, numbers in rows),
        keys=tuple(Key(name=name, fill=place) for place, name in enumerate(kinds)) if len(kinds) > 1 else (),
    )


def _bar(name: str, numbers: Sequence[int], longest: int) -> BarRow:
    segments, begins = [], 0
    for fill, number in enumerate(numbers):
        if number:
            x, width = percent(begins, longest), percent(number, longest)
            segments.append(Segment(x=x, width=width, fill=fill))
        begins += number
    return BarRow(name=name, total=begins, segments=tuple(segments))


def line_picture(
    *,
    id: str,
    title: str,
    description: str,
    steps: Sequence[str],
    series: Sequence[tuple[str, Sequence[float | None]]],
    unit: str = "%s",
) -> LinePicture:
    """Return lines from nothing up to a round number; each has a number, or None, for each step. Raises TooManyKinds.

    `unit` puts a height into words, such as "%s days".
    """
    if len(series) > len(DASHES):
        raise TooManyKinds(f"{len(series)} lines, {len(DASHES)} dashes")
    top = rounded_up(max((value for _, values in series for value in values if value is not None), default=0))
    keys = tuple(
        Key(name=name, fill=place, dash=DASHES[place], mark=MARKS[place]) for place, (name, _) in enumerate(series)
    )
    return LinePicture(
        id=id,
        title=title,
        description=description,
        lines=tuple(_line(key, values, top) for key, (_, values) in zip(keys, series, strict=True)),
        keys=keys if len(keys) > 1 else (),
        top=unit % _short(top),
        middle=unit % _short(top / 2),
        ends=(steps[0], steps[-1]) if steps else (),
    )


def _line(key: Key, values: Sequence[float | None], top: float) -> Line:
    last = max(1, len(values) - 1)
    places = [
        None if value is None else (percent(place, last), percent(top - value, top))
        for place, value in enumerate(values)
    ]
    strokes = [
        Stroke(x1=here[0], y1=here[1], x2=there[0], y2=there[1]) for here, there in pairwise(places) if here and there
    ]
    joined = {end for stroke in strokes for end in ((stroke.x1, stroke.y1), (stroke.x2, stroke.y2))}
    is_short = len(values) <= LONGEST_MARKED
    marked = [place for place in places if place and (is_short or place not in joined)]
    return Line(key=key, strokes=tuple(strokes), points=tuple(marked))


def percent(part: float, whole: float) -> str:
    """Return a share as SVG takes it: with a point in every language."""
    return f"{100 * part / whole:.3f}%" if whole else "0.000%"


def rounded_up(number: float) -> float:
    """Return the next 1, 2, 4, 6 or 8 times a power of ten, so that half of it is a short number too; at least 2."""
    if number <= 2:
        return 2
    power: float = 10 ** int(log10(number))
    return next(step * power for step in (1, 2, 4, 6, 8, 10) if number <= step * power + 1e-9)


def _short(number: float) -> str:
    return str(ceil(number)) if number == ceil(number) else f"{number:.1f}"
