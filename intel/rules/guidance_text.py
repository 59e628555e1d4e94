"""What a piece of guidance may look like: checked where it is written and where it ships. Pure."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from intel.rules.guidance import Problem, Scope

LONGEST_TITLE, LONGEST_PROBLEM, LONGEST_BODY, LONGEST_BASIS = 120, 300, 6000, 300
MOST_PARAGRAPHS, LONGEST_PARAGRAPH = 12, 1500
LONGEST_LIFE = timedelta(days=2 * 366)
"""Guidance that nobody has looked at for two years is not sent on."""
CODE = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
KINDS = ("offences", "platforms", "strands", "problems")


class BadPiece(Exception):
    """A piece cannot be used; `field` says what of it, and the message why."""

    def __init__(self, message: str, *, field: str) -> None:
        super().__init__(message)
        self.field = field


@dataclass(frozen=True, kw_only=True)
class Words:
    """What a version says, and what it is for."""

    title: str
    problem: str
    body: str
    offences: Collection[str] = ()
    platforms: Collection[str] = ()
    strands: Collection[str] = ()
    problems: Collection[str] = ()
    basis: str = ""


def paragraphs(body: str) -> list[str]:
    """Return the paragraphs of a body: an empty line parts them, and lines within one are joined."""
    parts = re.split(r"\n\s*\n", body.replace("\r\n", "\n").strip())
    return [" ".join(part.split()) for part in parts if part.strip()]


def clean(words: Words) -> Words:
    """Return a piece with one form of every space. Raises BadPiece."""
    title, problem, basis = (" ".join(text.split()) for text in (words.title, words.problem, words.basis))
    found = paragraphs(words.body)
    _check_length("title", title, LONGEST_TITLE, "Write a title.")
    _check_length("problem", problem, LONGEST_PROBLEM, "Say which problem it is for.")
    _check_length("basis", basis, LONGEST_BASIS, "")
    _check_body(found)
    unknown = sorted(set(words.problems) - set(Problem))
    if unknown:
        raise BadPiece(f"There is no problem '{unknown[0]}'.", field="problems")
    lists = {kind: tuple(sorted(set(getattr(words, kind)))) for kind in KINDS}
    return Words(title=title, problem=problem, body="\n\n".join(found), basis=basis, **lists)


def scope_of(words: Any) -> Scope:
    """Return what something is for that has the four lists."""
    return Scope(**{kind: frozenset(getattr(words, kind)) for kind in KINDS})


def check_life(*, look_again_by: date, today: date) -> None:
    """Have a date lie ahead, and not too far. Raises BadPiece."""
    if look_again_by <= today:
        raise BadPiece("Name a day that is still to come.", field="look_again_by")
    if look_again_by - today > LONGEST_LIFE:
        raise BadPiece("Name a day within two years: guidance grows old.", field="look_again_by")


def read_shipped(data: object) -> list[tuple[str, Words]]:
    """Return the pieces of a data file by their codes. Raises BadPiece."""
    if not isinstance(data, Mapping) or not isinstance(data.get("pieces"), list):
        raise BadPiece("The file has no list of pieces.", field="pieces")
    basis = str(data.get("basis", ""))
    pieces = [_shipped(row, basis) for row in data["pieces"]]
    codes = [code for code, _ in pieces]
    if len(set(codes)) < len(codes):
        raise BadPiece("A code stands twice.", field="code")
    return pieces


def _shipped(row: object, basis: str) -> tuple[str, Words]:
    if not isinstance(row, Mapping):
        raise BadPiece("A piece is no mapping.", field="pieces")
    check_code(str(row.get("code", "")))
    texts = {name: str(row.get(name, "")) for name in ("title", "problem", "body")}
    lists: dict[str, Any] = {kind: tuple(row.get(kind, ())) for kind in KINDS}
    return str(row["code"]), clean(Words(**texts, **lists, basis=basis))


def check_code(code: str) -> None:
    """Have a code be small letters and digits, parted by single hyphens. Raises BadPiece."""
    if not CODE.fullmatch(code) or len(code) > 60:
        raise BadPiece("Use small letters, digits and single hyphens, at most 60.", field="code")


def _check_length(field: str, text: str, most: int, missing: str) -> None:
    if missing and not text:
        raise BadPiece(missing, field=field)
    if len(text) > most:
        raise BadPiece(f"Use at most {most} characters.", field=field)


def _check_body(found: Sequence[str]) -> None:
    if not found:
        raise BadPiece("Write what is to be done.", field="body")
    if len(found) > MOST_PARAGRAPHS:
        raise BadPiece(f"Use at most {MOST_PARAGRAPHS} paragraphs: it has to be read in a minute.", field="body")
    if any(len(each) > LONGEST_PARAGRAPH for each in found) or sum(map(len, found)) > LONGEST_BODY:
        raise BadPiece(
            f"Use at most {LONGEST_PARAGRAPH} characters in a paragraph, and {LONGEST_BODY} in all.", field="body"
        )
