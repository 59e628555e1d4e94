"""Which advice fits whoever sent a report: by their situation and by what it was about. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

SHOWN = 5
"""How many pieces are shown at once; the others stand behind a link."""


class Situation(StrEnum):
    """What a report says of somebody's situation, by its closed answers alone."""

    DANGER = "danger"
    CHILD = "child"
    ONGOING = "ongoing"
    BEFORE = "before"
    KNOWN_SENDER = "known_sender"
    SEEN_BY_OTHERS = "seen_by_others"
    FOR_OTHERS = "for_others"


class About(StrEnum):
    """What a piece of advice is about."""

    SAFETY = "safety"
    BLOCKING = "blocking"
    EVIDENCE = "evidence"
    WELLBEING = "wellbeing"


@dataclass(frozen=True, kw_only=True)
class Piece:
    """One piece of advice: its text by id, and for whom it is. Without situations or strands it is for everybody."""

    id: str
    about: About
    rank: int
    situations: frozenset[Situation] = frozenset()
    strands: frozenset[str] = frozenset()
    basis: str = ""


class WrongAdvice(Exception):
    """The table of advice cannot be used; the message says which piece."""


def read_pieces(table: Mapping[str, Any]) -> tuple[Piece, ...]:
    """Return the pieces of a table in the order in which they are shown. Raises WrongAdvice."""
    pieces = [_piece(row) for row in table["pieces"]]
    for name, values in (("id", [each.id for each in pieces]), ("rank", [each.rank for each in pieces])):
        if len(set(values)) < len(values):
            raise WrongAdvice(f"The same {name} stands there twice.")
    return tuple(sorted(pieces, key=lambda piece: piece.rank))


def situations_of(*, danger: str, kind: str, circumstances: Mapping[str, Any], has_link: bool) -> frozenset[Situation]:
    """Return somebody's situations by the codes of their closed answers; `has_link` where a post can be looked up."""
    holds = {
        Situation.DANGER: danger in ("danger", "child", "unsure"),
        Situation.CHILD: danger == "child" or circumstances.get("under_18") == "yes",
        Situation.ONGOING: circumstances.get("ongoing") == "yes",
        Situation.BEFORE: circumstances.get("before") == "yes",
        Situation.KNOWN_SENDER: circumstances.get("suspect_known") == "yes",
        Situation.SEEN_BY_OTHERS: has_link,
        Situation.FOR_OTHERS: kind in ("witness", "third_party", "professional"),
    }
    return frozenset(situation for situation, is_so in holds.items() if is_so)


def choose(pieces: Iterable[Piece], *, situations: Iterable[str], strands: Iterable[str]) -> tuple[Piece, ...]:
    """Return the pieces that fit, in their order: those for these situations and strands, and those for everybody."""
    now, about = frozenset(situations), frozenset(strands)
    return tuple(
        piece
        for piece in pieces
        if (not piece.situations or piece.situations & now) and (not piece.strands or piece.strands & about)
    )


def _piece(row: Mapping[str, Any]) -> Piece:
    try:
        piece = Piece(
            id=str(row["id"]),
            about=About(row["about"]),
            rank=int(row["rank"]),
            situations=frozenset(Situation(each) for each in row.get("situations", ())),
            strands=frozenset(row.get("strands", ())),
            basis=str(row["basis"]),
        )
    except (KeyError, ValueError) as error:
        raise WrongAdvice(f"{row.get('id', row)}: {error}") from None
    if not piece.basis.strip():
        raise WrongAdvice(f"{piece.id}: no basis")
    return piece
