"""Printing a report's pictures, reading the words in them, and looking for its duplicates again."""

import io
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from hatehub.accounts.actors import Actor
from hatehub.accounts.permissions import require
from hatehub.accounts.roles import Action
from hatehub.vault.services import KeyDestroyed
from reports.models import Evidence
from reports.services import custody, files
from reports.services.diversion import Diverted
from reports.services.quarantine import ExhibitQuarantined
from triage.models import PicturePrint, PicturesToMatch
from triage.services import duplicates, pictures, words

LONG_SINCE = timedelta(minutes=10)
MOST_AT_ONCE = 100


def print_and_match(*, report_id: UUID, by: Actor, at: datetime) -> int:
    """Print a report's pictures, then look for its duplicates again; return how many prints are new.

    Where the machine can read words in pictures, they are kept, sealed, and compared as well: screenshots of one app
    look all alike. What is begun is noted first and struck out with the lookup, so that a worker killed in between
    only has to begin again: see `list_unmatched`. Raises NotPermitted.
    """
    require(by=by, action=Action.TRIAGE)
    is_left_over = not PicturesToMatch.objects.get_or_create(report_id=report_id, defaults={"since": at})[1]
    written = pictures.write(report_ids=[report_id], by=by, at=at)
    if (written or is_left_over) and pictures.can_read_words():
        _read_words(report_id, by=by, at=at)
    with transaction.atomic():
        if written or is_left_over:
            duplicates.find(report_id=report_id, by=by, at=at)
        PicturesToMatch.objects.filter(report=report_id).delete()
    return written


def list_unmatched(*, at: datetime) -> list[UUID]:
    """Return reports, the longest waiting first, whose pictures somebody began to print and nobody looked up since."""
    left = PicturesToMatch.objects.filter(since__lt=at - LONG_SINCE).order_by("since", "report")
    return list(left.values_list("report", flat=True)[:MOST_AT_ONCE])


def _read_words(report_id: UUID, *, by: Actor, at: datetime) -> None:
    """Read the words of the report's pictures, each numbered as its exhibit is."""
    readable = PicturePrint.objects.filter(report=report_id).exclude(state=PicturePrint.State.UNREADABLE)
    for item in Evidence.objects.filter(picture_prints__in=readable, diverted_as="").distinct():
        text = _words_in(item, at=at)
        if text:
            _keep_words(item, text, by=by, at=at)


def _words_in(item: Evidence, *, at: datetime) -> str:
    try:
        content = b"".join(custody.pieces(item=item, at=at))
        return pictures.read_words(pictures.read_picture(io.BytesIO(content), media_type=item.content_type))
    except (pictures.NoPicture, KeyDestroyed, Diverted, ExhibitQuarantined, files.StorageAway, OSError):
        return ""


def _keep_words(item: Evidence, text: str, *, by: Actor, at: datetime) -> None:
    """Keep what was read in a picture, unless its report was erased or the picture diverted meanwhile."""
    try:
        with transaction.atomic():
            if Evidence.objects.select_for_update().filter(id=item.id, diverted_as="").first():
                words.write_read(report_id=item.report_id, position=number_of(item), text=text, by=by, at=at)
    except KeyDestroyed:
        return


def number_of(item: Evidence) -> int:
    """Return the number of an exhibit in its report, under which the words in it are kept."""
    return int(item.exhibit.rpartition("/")[2])
