"""What goes into a package for each exhibit: its bytes, a copy without what tells who gave it, or nothing, and why."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from hatehub.reference.models import Material
from referrals.services import clean_copies
from referrals.services.contents.members import Member
from reports.models import Content, Evidence
from reports.rules.file_kinds import PLAIN_TEXT, kind_of
from reports.services import custody

CUSTODY_WHY = "evidence package"
Origin = Evidence.Origin


class As(StrEnum):
    """How an exhibit goes into a package."""

    ORIGINAL = "original"
    REDACTED = "redacted copy"
    CLEAN = "copy without metadata"
    CAPTURE = "capture by the hub"
    LEFT_OUT = "left out"


@dataclass(frozen=True, kw_only=True)
class Handed:
    """One exhibit in a package. `path` is below data/, empty where it is left out; `why` says why that, or a copy.

    `item` is whose bytes they are: of a redacted copy, the copy. `sha256` and `size` are of what went in, once it did.
    """

    original: Evidence
    item: Evidence
    given_as: As
    path: str = ""
    media_type: str = ""
    content: bytes | None = None
    why: str = ""
    sha256: str = ""
    size: int = 0

    def copied(self, *, sha256: str, size: int) -> "Handed":
        """Return the same after its bytes were copied, without them: what went in, by its hash and size."""
        return replace(self, content=None, sha256=sha256, size=size)

    @property
    def compared_with(self) -> str:
        """The SHA-256 with which the bytes are compared as `chunks` gives them; empty for a copy made just now."""
        return self.item.sha256 if self.content is None else ""

    def chunks(self, *, at: datetime) -> Iterator[bytes]:
        """Return the bytes that go in, compared with the hash taken at receipt. Raises custody.ExhibitChanged."""
        if self.content is not None:
            yield from clean_copies.pieces(self.content)
        else:
            yield from custody.pieces(item=self.item, at=at)


def exhibits_of(member: Member, *, is_withheld: bool, at: datetime) -> Iterator[Handed]:
    """Yield how each exhibit of a report goes into a package, one at a time: a cleaned copy is held in memory.

    Redacted copies and captures have no place of their own: a copy stands for its original, a capture is listed with
    its action.
    """
    for item in member.exhibits:
        if item.origin == Origin.REDACTED:
            continue
        yield _handed(member, item, is_withheld=is_withheld, at=at)


def _handed(member: Member, item: Evidence, *, is_withheld: bool, at: datetime) -> Handed:
    why = _why_not(member, item, is_withheld=is_withheld)
    if why:
        return Handed(original=item, item=item, given_as=As.LEFT_OUT, why=why)
    copy = member.blacked_out.copies.get(item.id)
    if copy is not None:
        return _redacted(member, item, copy, at=at)
    if item.origin == Origin.CAPTURED:
        return _bytes_of(item, item, As.CAPTURE)
    if member.is_shared:
        return _bytes_of(item, item, As.ORIGINAL)
    return _cleaned(member, item, at=at)


def _why_not(member: Member, item: Evidence, *, is_withheld: bool) -> str:
    """Return why nothing of an exhibit goes in; empty where something does."""
    if item.diverted_as:
        return why_diverted(item)
    if is_withheld:
        return "whom it is about is withheld"
    if member.is_erased:
        return "erased"
    if item.is_quarantined:
        return f"in quarantine: {item.get_quarantined_why_display()}"
    if item.id in member.blacked_out.left_out:
        return "left out by an officer; see the reasons given"
    return ""


def why_diverted(item: Evidence | Content) -> str:
    """Return why diverted material is left out: by its kind alone."""
    return f"{Material(item.diverted_as).label.lower()}, diverted to the body that deals with it"


def _bytes_of(original: Evidence, item: Evidence, given_as: As, *, why: str = "") -> Handed:
    folder = "captures" if given_as is As.CAPTURE else "exhibits"
    path = path_of(original, ending=kind_of(item.content_type).ending, folder=folder)
    return Handed(original=original, item=item, given_as=given_as, path=path, media_type=item.content_type, why=why)


def _redacted(member: Member, original: Evidence, copy: Evidence, *, at: datetime) -> Handed:
    """Return the copy that stands for an exhibit; a text in it loses who may not be named besides."""
    why = "parts of it are blacked out; see what was left out"
    if member.is_shared or copy.content_type != PLAIN_TEXT:
        return _bytes_of(original, copy, As.REDACTED, why=why)
    return replace(_cleaned(member, copy, at=at), original=original, given_as=As.REDACTED, why=why)


def _cleaned(member: Member, item: Evidence, *, at: datetime) -> Handed:
    """Return an exhibit of somebody who may not be named: as it is only where it holds nothing beside what it shows."""
    try:
        clean = clean_copies.make(item=item, masked=member.hide_text, at=at)
    except clean_copies.CannotBeCleaned as refusal:
        return Handed(original=item, item=item, given_as=As.LEFT_OUT, why=str(refusal))
    if clean.is_original:
        return replace(_bytes_of(item, item, As.ORIGINAL), content=clean.content)
    path = path_of(item, ending=kind_of(clean.media_type).ending, folder="exhibits")
    return Handed(
        original=item,
        item=item,
        given_as=As.CLEAN,
        path=path,
        media_type=clean.media_type,
        content=clean.content,
        why="the complainant is not named; the original stays at the hub and is available on request through it",
    )


def path_of(item: Evidence, *, ending: str, folder: str) -> str:
    """Return the path of an exhibit below data/: by its reference alone, never by a name that somebody gave it."""
    return f"{folder}/{item.exhibit.replace('/', '-')}.{ending}"
