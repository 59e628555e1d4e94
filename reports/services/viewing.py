"""The safe view of an exhibit: a picture drawn anew without metadata, or plain words; its looking-at recorded."""

import hashlib
import io
from dataclasses import dataclass
from datetime import datetime

from PIL import Image

from hatehub.accounts.actors import Actor
from hatehub.accounts.permissions import require
from hatehub.accounts.roles import Action
from hatehub.audit.services import record
from hatehub.vault.rules.ciphers import Unreadable
from hatehub.vault.services import KeyDestroyed
from reports.models import Evidence
from reports.rules.file_kinds import DRAWN_TYPES, INTERNET_MAIL, KINDS, READ_TYPES
from reports.rules.mail_text import mail_as_text
from reports.rules.plain_text import decode_beginning
from reports.services import files
from reports.services.diversion import Diverted
from reports.services.pictures import open_picture
from reports.services.subjects import check_not_withheld

LARGEST_SIDE = 1600
MOST_CHARACTERS = 200_000


class NoSafeView(Exception):
    """There is no safe way to show this kind of file."""


class EvidenceChanged(Exception):
    """The stored bytes are gone, cannot be opened, or no longer match the hash taken at receipt; nothing is shown."""


@dataclass(frozen=True, kw_only=True)
class Words:
    """The words of an exhibit; `is_cut` where there are more than are shown."""

    exhibit: str
    text: str
    is_cut: bool


def safe_picture(*, evidence_id: int, by: Actor, at: datetime, is_review: bool = False) -> bytes:
    """Return a PNG of a picture, at most 1,600 pixels a side, with nothing but its pixels; record the viewing.

    `is_review`: it is for somebody who reviews the decision, and so sees what that withholds.
    Raises NotPermitted, NoSafeView for other files, Diverted, EvidenceChanged, SubjectWithheld.
    """
    item = _find(evidence_id, types=DRAWN_TYPES, by=by, at=at, is_review=is_review)
    original = _read(item)
    _record(item, by=by, at=at)
    return _redrawn(original, drawn_as=KINDS[item.content_type].drawn_as)


def safe_words(*, evidence_id: int, by: Actor, at: datetime, is_review: bool = False) -> Words:
    """Return the first 200,000 characters of a text or an e-mail; record the viewing.

    Raises NotPermitted, NoSafeView for other files, Diverted, EvidenceChanged, SubjectWithheld.
    """
    item = _find(evidence_id, types=READ_TYPES, by=by, at=at, is_review=is_review)
    beginning = _read(item, most=4 * MOST_CHARACTERS)
    _record(item, by=by, at=at)
    is_mail = item.content_type == INTERNET_MAIL
    text = mail_as_text(beginning) if is_mail else decode_beginning(beginning)
    is_cut = len(text) > MOST_CHARACTERS or item.size > len(beginning)
    return Words(exhibit=item.exhibit, text=text[:MOST_CHARACTERS], is_cut=is_cut)


def find_viewable(*, evidence_id: int, by: Actor, at: datetime, is_review: bool = False) -> Evidence:
    """Return an exhibit of which there is a safe picture or safe words, without opening it.

    That somebody asked for a diverted one is recorded. Raises NotPermitted, NoSafeView, Diverted.
    """
    return _find(evidence_id, types=DRAWN_TYPES | READ_TYPES, by=by, at=at, is_review=is_review)


def _find(evidence_id: int, *, types: frozenset[str], by: Actor, at: datetime, is_review: bool) -> Evidence:
    require(by=by, action=Action.VIEW_MATERIAL)
    item = Evidence.objects.select_related("report__case__lead").get(id=evidence_id)
    if item.diverted_as:
        subject, details = f"report:{item.report.reference}", {"exhibit": item.exhibit}
        record(subject=subject, verb="viewing_refused", by=by, at=at, details=details)
        raise Diverted(item.diverted_as)
    if not is_review:
        check_not_withheld(case=item.report.case)
    if item.content_type not in types:
        raise NoSafeView(item.content_type)
    return item


def _record(item: Evidence, *, by: Actor, at: datetime) -> None:
    record(subject=f"report:{item.report.reference}", verb="viewed", by=by, at=at, details={"exhibit": item.exhibit})


def _read(item: Evidence, *, most: int | None = None) -> bytes:
    """Return an exhibit's bytes, or its first `most`; the hash is checked over all of it."""
    digest, kept, size = hashlib.sha256(), [], 0
    try:
        for piece in files.read(storage_name=item.storage_name, owner=item.report_id):
            digest.update(piece)
            if most is None or size < most:
                kept.append(piece)
            size += len(piece)
    except (Unreadable, KeyDestroyed, FileNotFoundError) as error:
        raise EvidenceChanged(item.exhibit) from error
    if digest.hexdigest() != item.sha256:
        raise EvidenceChanged(item.exhibit)
    return b"".join(kept)[:most]


def _redrawn(original: bytes, *, drawn_as: str) -> bytes:
    picture = open_picture(io.BytesIO(original), drawn_as=drawn_as).convert("RGBA")
    picture.thumbnail((LARGEST_SIDE, LARGEST_SIDE))
    clean = Image.new("RGBA", picture.size)
    clean.paste(picture)
    target = io.BytesIO()
    clean.save(target, "PNG")
    return target.getvalue()
