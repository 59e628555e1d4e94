"""The safe view of an exhibit: re-encoded, without metadata, its looking-at recorded."""

import hashlib
import io
from datetime import datetime

from PIL import Image

from hatehub.accounts.actors import Actor
from hatehub.accounts.permissions import require
from hatehub.accounts.roles import Action
from hatehub.audit.services import record
from hatehub.vault.rules.ciphers import Unreadable
from hatehub.vault.services import KeyDestroyed
from reports.models import Evidence
from reports.rules.file_kinds import DRAWN_TYPES, KINDS
from reports.services import files
from reports.services.pictures import open_picture

LARGEST_SIDE = 1600


class NoSafeView(Exception):
    """There is no safe way to show this kind of file."""


class EvidenceChanged(Exception):
    """The stored bytes are gone, cannot be opened, or no longer match the hash taken at receipt; nothing is shown."""


def safe_picture(*, evidence_id: int, by: Actor, at: datetime) -> bytes:
    """Return a PNG of a picture, at most 1,600 pixels a side, with nothing but its pixels; record the viewing.

    Raises NotPermitted, NoSafeView for other files, EvidenceChanged.
    """
    require(by=by, action=Action.VIEW_MATERIAL)
    item = Evidence.objects.select_related("report").get(id=evidence_id)
    if item.content_type not in DRAWN_TYPES:
        raise NoSafeView(item.content_type)
    original = _read_whole(item)
    record(subject=f"report:{item.report.reference}", verb="viewed", by=by, at=at, details={"exhibit": item.exhibit})
    return _redrawn(original, drawn_as=KINDS[item.content_type].drawn_as)


def _read_whole(item: Evidence) -> bytes:
    try:
        original = b"".join(files.read(storage_name=item.storage_name, owner=item.report_id))
    except (Unreadable, KeyDestroyed, FileNotFoundError) as error:
        raise EvidenceChanged(item.exhibit) from error
    if hashlib.sha256(original).hexdigest() != item.sha256:
        raise EvidenceChanged(item.exhibit)
    return original


def _redrawn(original: bytes, *, drawn_as: str) -> bytes:
    picture = open_picture(io.BytesIO(original), drawn_as=drawn_as).convert("RGBA")
    picture.thumbnail((LARGEST_SIDE, LARGEST_SIDE))
    clean = Image.new("RGBA", picture.size)
    clean.paste(picture)
    target = io.BytesIO()
    clean.save(target, "PNG")
    return target.getvalue()
