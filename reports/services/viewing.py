"""The safe view of an exhibit: a picture or a page drawn anew without metadata, or plain words; looking is recorded."""

import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from PIL import Image

from hatehub.accounts.actors import Actor
from reports.clients import pdf_pages, tallies
from reports.models import Evidence
from reports.rules.custody import CustodyVerb
from reports.rules.file_kinds import DRAWN_TYPES, INTERNET_MAIL, KINDS, PDF, READ_TYPES, SOURCE_TYPES, ZIPPED_CAPTURE
from reports.rules.mail_text import mail_as_text
from reports.rules.plain_text import decode_beginning
from reports.rules.web_source import source_as_text, unzipped_beginning
from reports.services import custody, opening
from reports.services.pictures import BrokenPicture, TooManyFrames, TooManyPixels, open_picture

LARGEST_SIDE = 1600
MOST_CHARACTERS = 200_000
COUNT_KEPT_SECONDS = 3600


class NoSafeView(Exception):
    """There is no safe way to show this kind of file."""


class NotDrawn(Exception):
    """The file is whole, and still cannot be drawn; `why` is "locked", "broken", "too_heavy" or "no_such_page"."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True, kw_only=True)
class Words:
    """The words of an exhibit; `is_cut` where there are more than are shown."""

    exhibit: str
    text: str
    is_cut: bool


def safe_picture(*, evidence_id: int, by: Actor, at: datetime, is_review: bool = False) -> bytes:
    """Return a PNG of a picture, at most 1,600 pixels a side, with nothing but its pixels; record the viewing.

    `is_review`: it is for somebody who reviews the decision, and so sees what that withholds.
    Raises NotDrawn, NoSafeView for other files, and what `opening.find` and `custody.read` do.
    """
    item = _find(evidence_id, types=DRAWN_TYPES, by=by, at=at, is_review=is_review)
    original = b"".join(_read(item, by=by, at=at))
    try:
        return _redrawn(original, drawn_as=KINDS[item.content_type].drawn_as)
    except (BrokenPicture, TooManyPixels, TooManyFrames) as error:  # HEIC alone is not drawn before it is kept
        raise NotDrawn("broken" if isinstance(error, BrokenPicture) else "too_heavy") from error


def safe_words(*, evidence_id: int, by: Actor, at: datetime, is_review: bool = False) -> Words:
    """Return the first 200,000 characters of a text, an e-mail, or a capture's source; record the viewing.

    Raises NoSafeView for other files, and what `opening.find` and `custody.read` do.
    """
    item = _find(evidence_id, types=READ_TYPES, by=by, at=at, is_review=is_review)
    beginning = _beginning(item, most=4 * MOST_CHARACTERS, by=by, at=at)
    text = _as_text(beginning, content_type=item.content_type)
    is_cut = len(text) > MOST_CHARACTERS or item.size > len(beginning)
    return Words(exhibit=item.exhibit, text=text[:MOST_CHARACTERS], is_cut=is_cut)


def safe_page(*, evidence_id: int, number: int, by: Actor, at: datetime, is_review: bool = False) -> bytes:
    """Return a PNG of one page of a PDF, at most 2,000 pixels a side; record the viewing.

    Raises NotDrawn, NoSafeView for other files, and what `opening.find` and `custody.read` do.
    """
    item = _find(evidence_id, types=frozenset({PDF}), by=by, at=at, is_review=is_review)
    if number < 1:
        raise NotDrawn("no_such_page")
    with _NamedFailures():
        return pdf_pages.draw(_read(item, by=by, at=at), number=number).picture


def count_pages(*, evidence_id: int, by: Actor, at: datetime, is_review: bool = False) -> int:
    """Return how many pages a PDF has. Nobody sees any of it, so nothing is recorded.

    Raises NotDrawn, NoSafeView for other files, and what `opening.find` and `custody.read` do.
    """
    item = _find(evidence_id, types=frozenset({PDF}), by=by, at=at, is_review=is_review)
    known = f"pdf-pages:{item.id}:{item.sha256}"
    (pages,) = tallies.read([known])
    if not pages:
        with _NamedFailures():
            pages = pdf_pages.count(custody.pieces(item=item, at=at))
        tallies.keep(known, pages, seconds=COUNT_KEPT_SECONDS)
    return pages


def find_viewable(*, evidence_id: int, by: Actor, at: datetime, is_review: bool = False) -> Evidence:
    """Return what `opening.find` does; the page about an exhibit says whether and how it can be looked at."""
    return opening.find(evidence_id=evidence_id, by=by, at=at, is_review=is_review)


class _NamedFailures:
    """Gives what went wrong with a PDF the words of this module."""

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: object) -> None:
        if isinstance(error, pdf_pages.NotDrawn):
            raise NotDrawn(error.why) from error


def _find(evidence_id: int, *, types: frozenset[str], by: Actor, at: datetime, is_review: bool) -> Evidence:
    item = opening.find(evidence_id=evidence_id, by=by, at=at, is_review=is_review)
    if item.content_type not in types:
        raise NoSafeView(item.content_type)
    return item


def _read(item: Evidence, *, by: Actor, at: datetime) -> Iterator[bytes]:
    return custody.read(item=item, by=by, at=at, verb=CustodyVerb.VIEWED, why="")


def _as_text(beginning: bytes, *, content_type: str) -> str:
    if content_type == ZIPPED_CAPTURE:
        beginning = unzipped_beginning(beginning, most=4 * MOST_CHARACTERS)
    if content_type in SOURCE_TYPES:
        return source_as_text(beginning)
    return mail_as_text(beginning) if content_type == INTERNET_MAIL else decode_beginning(beginning)


def _beginning(item: Evidence, *, most: int, by: Actor, at: datetime) -> bytes:
    """Return the first `most` bytes; all of it is read, so that its hash is checked."""
    kept, size = [], 0
    for piece in _read(item, by=by, at=at):
        if size < most:
            kept.append(piece)
        size += len(piece)
    return b"".join(kept)[:most]


def _redrawn(original: bytes, *, drawn_as: str) -> bytes:
    picture = open_picture(io.BytesIO(original), drawn_as=drawn_as).convert("RGBA")
    picture.thumbnail((LARGEST_SIDE, LARGEST_SIDE))
    clean = Image.new("RGBA", picture.size)
    clean.paste(picture)
    target = io.BytesIO()
    clean.save(target, "PNG")
    return target.getvalue()
