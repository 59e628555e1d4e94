"""The advice that fits whoever sent a report, in the words that hold now."""

import json
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from django.utils.translation import get_language

from reports.models import MessageText, Report
from reports.rules.advice import SHOWN, Piece, choose, read_pieces, situations_of
from reports.rules.texts import fill
from reports.selectors.shipped_advice import ADVICE
from reports.selectors.texts import Words, shipped_words, words_of


@dataclass(frozen=True, kw_only=True)
class Advice:
    """The first pieces for somebody, and those behind a link: each with title and body."""

    first: tuple[Words, ...]
    more: tuple[Words, ...]


@lru_cache(maxsize=1)
def get_pieces() -> tuple[Piece, ...]:
    """Return the table of pieces that ships with this release, checked. Raises WrongAdvice, and KeyError."""
    pieces = read_pieces(json.loads(files("reports.data").joinpath("advice.json").read_text(encoding="utf-8")))
    for piece in pieces:
        ADVICE[piece.id]
    return pieces


def advice_for(*, report: Report) -> Advice:
    """Return what fits a report, in the active language, with two queries; nothing sealed is opened."""
    situations = situations_of(
        danger=report.danger,
        kind=report.complainant.kind,
        circumstances=report.circumstances,
        has_link=report.contents.exclude(url="").exists(),
    )
    ids = [piece.id for piece in choose(get_pieces(), situations=situations, strands=report.strands)]
    words = _words(ids, reference=report.reference)
    return Advice(first=words[:SHOWN], more=words[SHOWN:])


def _words(ids: list[str], *, reference: str) -> tuple[Words, ...]:
    language = get_language() or "en-gb"
    rows = MessageText.objects.filter(kind__in=ids, language=language).order_by("version")
    changed = {row.kind: words_of(row) for row in rows}
    found = (changed.get(each) or shipped_words(each, language=language) for each in ids)
    values = {"reference": reference}
    return tuple(
        Words(version=each.version, title=fill(each.title, values), body=fill(each.body, values)) for each in found
    )
