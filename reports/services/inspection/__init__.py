"""Looking into a file before it is kept: what it is by its content, and whether it is whole."""

import os
from typing import IO

from reports.rules.file_kinds import INTERNET_MAIL, KINDS, OUTLOOK_MAIL, PDF, PLAIN_TEXT
from reports.rules.refusals import Reason, Refusal
from reports.rules.uploads import HEAD_BYTES, TAIL_BYTES, check_name, ends_as_archive, recognise
from reports.services.inspection.boxes import check_boxes
from reports.services.inspection.containers import check_matroska, check_mp3, check_ogg, check_riff
from reports.services.inspection.mails import check_mail
from reports.services.inspection.outlook import check_outlook
from reports.services.inspection.pdfs import check_pdf
from reports.services.inspection.texts import check_text
from reports.services.pictures import BrokenPicture, TooManyFrames, TooManyPixels, open_picture

CHECKS = {
    "image/heic": check_boxes,
    "video/mp4": check_boxes,
    "video/quicktime": check_boxes,
    "video/3gpp": check_boxes,
    "audio/mp4": check_boxes,
    "video/webm": check_matroska,
    "video/x-matroska": check_matroska,
    "video/x-msvideo": check_riff,
    "audio/wav": check_riff,
    "video/ogg": check_ogg,
    "audio/ogg": check_ogg,
    "audio/mpeg": check_mp3,
    PDF: check_pdf,
    PLAIN_TEXT: check_text,
    INTERNET_MAIL: check_mail,
    OUTLOOK_MAIL: check_outlook,
}


def inspect(file: IO[bytes], *, name: str) -> str:
    """Return the media type of a file that is whole and of a kind that is taken; it is at its start again.

    Memory holds a piece of the file at a time; a picture is decoded. Raises Refusal.
    """
    file.seek(0)
    media_type = recognise(file.read(HEAD_BYTES))
    check_name(name, media_type=media_type)
    _refuse_archive(file)
    file.seek(0)
    if media_type in CHECKS:
        CHECKS[media_type](file)
    else:
        _check_picture(file, media_type)
    file.seek(0)
    return media_type


def _refuse_archive(file: IO[bytes]) -> None:
    size = file.seek(0, os.SEEK_END)
    file.seek(max(0, size - TAIL_BYTES))
    if ends_as_archive(file.read(TAIL_BYTES)):
        raise Refusal(Reason.ARCHIVE)


def _check_picture(file: IO[bytes], media_type: str) -> None:
    """Decode the picture once, so that a broken or oversized one is refused now and not found broken later."""
    try:
        open_picture(file, drawn_as=KINDS[media_type].drawn_as)
    except TooManyPixels:
        raise Refusal(Reason.PICTURE_TOO_LARGE) from None
    except TooManyFrames:
        raise Refusal(Reason.ANIMATION_TOO_LONG) from None
    except BrokenPicture:
        raise Refusal(Reason.PICTURE_BROKEN) from None
