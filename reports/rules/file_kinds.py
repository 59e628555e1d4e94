"""The kinds of file that a report can hold. Nothing outside these tables is ever kept."""

from dataclasses import dataclass
from enum import StrEnum


class Family(StrEnum):
    """What a person would call it."""

    PICTURE = "picture"
    VIDEO = "video"
    SOUND = "sound"
    PDF = "pdf"
    TEXT = "text"
    MAIL = "mail"
    CAPTURE = "capture"


@dataclass(frozen=True, kw_only=True)
class Kind:
    """One kind: the ending that a copy of it gets, and Pillow's name of the format where Pillow draws it."""

    family: Family
    ending: str
    drawn_as: str = ""


KINDS: dict[str, Kind] = {
    "image/png": Kind(family=Family.PICTURE, ending="png", drawn_as="PNG"),
    "image/jpeg": Kind(family=Family.PICTURE, ending="jpg", drawn_as="JPEG"),
    "image/gif": Kind(family=Family.PICTURE, ending="gif", drawn_as="GIF"),
    "image/webp": Kind(family=Family.PICTURE, ending="webp", drawn_as="WEBP"),
    "image/avif": Kind(family=Family.PICTURE, ending="avif", drawn_as="AVIF"),
    "image/bmp": Kind(family=Family.PICTURE, ending="bmp", drawn_as="BMP"),
    "image/tiff": Kind(family=Family.PICTURE, ending="tif", drawn_as="TIFF"),
    "image/heic": Kind(family=Family.PICTURE, ending="heic", drawn_as="HEIF"),
    "video/mp4": Kind(family=Family.VIDEO, ending="mp4"),
    "video/quicktime": Kind(family=Family.VIDEO, ending="mov"),
    "video/3gpp": Kind(family=Family.VIDEO, ending="3gp"),
    "video/webm": Kind(family=Family.VIDEO, ending="webm"),
    "video/x-matroska": Kind(family=Family.VIDEO, ending="mkv"),
    "video/x-msvideo": Kind(family=Family.VIDEO, ending="avi"),
    "video/ogg": Kind(family=Family.VIDEO, ending="ogv"),
    "audio/mp4": Kind(family=Family.SOUND, ending="m4a"),
    "audio/mpeg": Kind(family=Family.SOUND, ending="mp3"),
    "audio/ogg": Kind(family=Family.SOUND, ending="ogg"),
    "audio/wav": Kind(family=Family.SOUND, ending="wav"),
    "application/pdf": Kind(family=Family.PDF, ending="pdf"),
    "text/plain": Kind(family=Family.TEXT, ending="txt"),
    "message/rfc822": Kind(family=Family.MAIL, ending="eml"),
    "application/vnd.ms-outlook": Kind(family=Family.MAIL, ending="msg"),
}
MADE_KINDS: dict[str, Kind] = {
    "application/warc": Kind(family=Family.CAPTURE, ending="warc"),
    "application/warc+gzip": Kind(family=Family.CAPTURE, ending="warc.gz"),
    "application/json": Kind(family=Family.TEXT, ending="json"),
}
"""What only the hub makes. Never taken from anybody: whoever judges an upload looks at `KINDS` alone."""
PLAIN_TEXT = "text/plain"
INTERNET_MAIL = "message/rfc822"
OUTLOOK_MAIL = "application/vnd.ms-outlook"
PDF = "application/pdf"
DRAWN_TYPES = frozenset(media_type for media_type, kind in KINDS.items() if kind.drawn_as)
# What the hub fetches is read as its source, and never rendered.
ZIPPED_CAPTURE = "application/warc+gzip"
SOURCE_TYPES = frozenset(MADE_KINDS)
READ_TYPES = frozenset({PLAIN_TEXT, INTERNET_MAIL}) | SOURCE_TYPES
# What a browser plays; none plays AVI.
PLAYED_TYPES = frozenset(
    media_type
    for media_type, kind in KINDS.items()
    if kind.family in (Family.VIDEO, Family.SOUND) and media_type != "video/x-msvideo"
)
# What a name may end in for a file that is no text inside.
BINARY_ENDINGS = frozenset(kind.ending for kind in KINDS.values() if kind.family not in (Family.TEXT, Family.MAIL)) | {
    "jpeg",
    "tiff",
    "heif",
    "m4v",
    "msg",
    "opus",
}


def kind_of(media_type: str) -> Kind:
    """Return the kind of an exhibit, whoever it comes from. Raises KeyError for one that is never kept."""
    return KINDS.get(media_type) or MADE_KINDS[media_type]
