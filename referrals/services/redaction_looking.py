"""Looking at a picture that is to be blacked out, as it is and as the force will see it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from hatehub.accounts.actors import Actor
from referrals.models import Redaction
from referrals.rules.redaction import Box, Why
from referrals.services import redacted_pictures
from referrals.services.redactable import WHY, Part, find_exhibit
from referrals.services.redacted_pictures import CannotRedact
from referrals.services.redacting import notes_of
from reports.models import Evidence
from reports.rules.custody import CustodyVerb
from reports.services import custody
from triage.services.seen import note_seen


@dataclass(frozen=True, kw_only=True)
class Decided:
    """One decision on a part, newest first in a list: with what was chosen, and the officer's words."""

    row: Redaction
    marks: list[list[int | str]]
    words: str


def measure(part: Part, *, at: datetime) -> tuple[int, int]:
    """Return how wide and high a picture is, in pixels, as it is seen; nobody sees it for that.

    Raises CannotRedact where boxes cannot be blacked out in it, what `open_upright` raises, and what custody raises.
    """
    item = _picture(part)
    original = b"".join(custody.pieces(item=item, at=at))
    return redacted_pictures.open_upright(original, content_type=item.content_type).size


def view(*, evidence_id: int, boxes: Sequence[Box], by: Actor, at: datetime) -> bytes:
    """Return a PNG of a picture with these boxes black, as the force would see it; record the viewing.

    It counts as seen by the one who looks. Raises what `find_exhibit` and `measure` raise.
    """
    item = _picture(find_exhibit(evidence_id=evidence_id, by=by))
    original = b"".join(custody.read(item=item, by=by, at=at, verb=CustodyVerb.VIEWED, why=WHY))
    note_seen(by=by, at=at, pictures=1)
    picture = redacted_pictures.open_upright(original, content_type=item.content_type)
    return redacted_pictures.as_view(redacted_pictures.blacken(picture, boxes))


def _picture(part: Part) -> Evidence:
    if part.evidence is None or not part.is_picture:
        raise CannotRedact("Only pictures, plain text and e-mail can be blacked out in part.")
    return part.evidence


def history(part: Part) -> list[Decided]:
    """Return every decision on a part, newest first; of what is erased, who and when alone."""
    rows = list(
        Redaction.objects.filter(report=part.report, part=str(part.name)).select_related("copy").order_by("-id")
    )
    notes = notes_of(rows)
    nothing = {"marks": [], "words": ""}
    return [
        Decided(row=row, marks=notes.get(row.id, nothing)["marks"], words=notes.get(row.id, nothing)["words"])
        for row in rows
    ]


def boxes_in(decided: Decided) -> list[Box]:
    """Return the boxes that a decision on a picture names."""
    return [
        Box(page=int(page), left=int(left), top=int(top), width=int(width), height=int(height), why=Why(str(why)))
        for page, left, top, width, height, why in decided.marks
    ]
