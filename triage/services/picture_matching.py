"""Printing a report's pictures, reading the words in them, and looking for its duplicates again."""

import io
from datetime import datetime
from uuid import UUID

from hatehub.accounts.actors import Actor
from hatehub.vault.rules.ciphers import Unreadable
from hatehub.vault.services import KeyDestroyed
from reports.models import Evidence
from reports.services import files
from triage.models import PicturePrint
from triage.services import duplicates, pictures, words


def print_and_match(*, report_id: UUID, by: Actor, at: datetime) -> int:
    """Print a report's pictures, then look for its duplicates again; return how many prints are new.

    Where the machine can read words in pictures, they are kept, sealed, and compared as well: screenshots of one app
    look all alike. A print is written once, and a match is offered once, so that a worker killed in between only has
    to begin again. Raises NotPermitted.
    """
    written = pictures.write(report_ids=[report_id], by=by, at=at)
    if written:
        if pictures.can_read_words():
            _read_words(report_id, by=by, at=at)
        duplicates.find(report_id=report_id, by=by, at=at)
    return written


def _read_words(report_id: UUID, *, by: Actor, at: datetime) -> None:
    """Read the words of the report's pictures, each numbered as its exhibit is."""
    readable = PicturePrint.objects.filter(report=report_id).exclude(state=PicturePrint.State.UNREADABLE)
    for item in Evidence.objects.filter(picture_prints__in=readable).distinct():
        text = _words_in(item)
        if text:
            number = int(item.exhibit.rpartition("/")[2])
            words.write_read(report_id=report_id, position=number, text=text, by=by, at=at)


def _words_in(item: Evidence) -> str:
    try:
        content = b"".join(files.read(storage_name=item.storage_name, owner=item.report_id))
        return pictures.read_words(pictures.read_picture(io.BytesIO(content), media_type=item.content_type))
    except (pictures.NoPicture, Unreadable, KeyDestroyed, OSError):
        return ""
