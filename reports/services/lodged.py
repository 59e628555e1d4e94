"""What a report lodged, as digests: enough to prove each part to whoever holds it, and no part of it."""

import hashlib
from dataclasses import dataclass

from hatehub.reference.selectors import platform_names
from hatehub.vault.models import Purpose
from hatehub.vault.services import KeyDestroyed, is_destroyed
from reports.models import Content, Evidence, Report, StatusEntry
from reports.services.added_files import ADDED
from reports.services.personal import read_narrative, read_words_to_digest


@dataclass(frozen=True, kw_only=True)
class LodgedPost:
    """A post complained of: its platform's name, and SHA-256 digests in hexadecimal; empty where not given."""

    position: int
    platform: str
    link: str
    words: str


@dataclass(frozen=True, kw_only=True)
class LodgedFile:
    """A file: its exhibit number, media type, size in bytes, and SHA-256 in hexadecimal."""

    exhibit: str
    kind: str
    size: int
    sha256: str


@dataclass(frozen=True, kw_only=True)
class Lodged:
    """Everything that was lodged; `narrative` is a digest, empty where nothing was told."""

    posts: tuple[LodgedPost, ...]
    files: tuple[LodgedFile, ...]
    narrative: str


class LodgementErased(Exception):
    """Who reported, or what was reported, has been erased for good."""


def what_was_lodged(*, report: Report) -> Lodged:
    """Return the digests of all that came with a report. Raises LodgementErased."""
    if is_destroyed(owner=report.id, purpose=Purpose.PERSON):
        raise LodgementErased(report.reference)
    if is_destroyed(owner=report.id, purpose=Purpose.MATERIAL):
        raise LodgementErased(report.reference)
    try:
        return Lodged(posts=_posts(report), files=_files(report), narrative=_digest(read_narrative(report=report)))
    except KeyDestroyed as error:
        raise LodgementErased(report.reference) from error


def _posts(report: Report) -> tuple[LodgedPost, ...]:
    names = platform_names()
    return tuple(_post(content, names) for content in report.contents.order_by("position"))


def _post(content: Content, names: dict[str, str]) -> LodgedPost:
    return LodgedPost(
        position=content.position,
        platform=names.get(content.platform_code, content.platform_code),
        link=_digest(content.url),
        words=_digest(read_words_to_digest(content=content)),
    )


def _files(report: Report) -> tuple[LodgedFile, ...]:
    """Return the files that came with the report; what was added later was not lodged then."""
    added = StatusEntry.objects.filter(report=report, kind="file_added").values_list("key", flat=True)
    later = [key.removeprefix(ADDED) for key in added]
    return tuple(
        LodgedFile(exhibit=item.exhibit, kind=item.content_type, size=item.size, sha256=item.sha256)
        for item in report.evidence.filter(origin=Evidence.Origin.REPORTED).exclude(exhibit__in=later).order_by("id")
    )


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest() if text else ""
