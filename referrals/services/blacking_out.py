"""Blacking out parts of a picture or a text, leaving an exhibit out, and taking either back."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from hatehub.accounts.actors import Actor
from hatehub.audit.services import record
from hatehub.outbox.services import publish
from hatehub.vault import services as vault
from referrals.events import RedactionChanged
from referrals.models import Redaction
from referrals.rules.redaction import MOST_MARKS, Box, Span, Why, black_out, settle_boxes, settle_spans
from referrals.services import redacted_pictures
from referrals.services.redactable import WHY, NoSuchPart, Part, find_exhibit, find_part, read_text
from referrals.services.redacted_pictures import CannotRedact
from referrals.services.redacting import TextChanged, field_of, purpose_of
from reports.models import Case, Evidence
from reports.rules.custody import CustodyVerb
from reports.rules.file_kinds import PLAIN_TEXT
from reports.services import custody, exhibits

PNG = "image/png"
VERBS = {
    Redaction.Act.BLACKED_OUT: "blacked_out",
    Redaction.Act.LEFT_OUT: "left_out_of_package",
    Redaction.Act.TAKEN_BACK: "redaction_taken_back",
}


class NothingMarked(Exception):
    """No part was chosen, or there is nothing to take back."""


class TooManyMarks(Exception):
    """More parts were chosen than one redaction holds; `most` says how many that is."""

    most = MOST_MARKS


class RedactionOvertaken(Exception):
    """Somebody else has decided on this part since the page was opened."""


class RedactionNeedsReason(Exception):
    """Whoever leaves something out, takes it back, or has another reason than those on the list, says why."""


def black_out_text(
    *,
    report_id: UUID,
    part: str,
    spans: Sequence[Span],
    digest: str,
    words: str,
    replaces: int | None,
    by: Actor,
    at: datetime,
) -> Redaction:
    """Have these passages of a text replaced by one mark each in what a force gets.

    `digest` is that of the text on which they were chosen, `replaces` the redaction that held then. Of a file, a copy
    of what is left is kept as an exhibit. Call it in no transaction. Raises TextChanged, NothingMarked, TooManyMarks,
    RedactionNeedsReason, RedactionOvertaken, CannotRedact, and what `find_part` and `keep_made` raise.
    """
    found = find_part(report_id=report_id, part=part, by=by)
    if not found.is_text:
        raise CannotRedact("Words can be blacked out in plain text and e-mail alone.")
    shown = read_text(found, verb=CustodyVerb.COPIED, by=by, at=at)
    if shown.digest != digest:
        raise TextChanged
    settled = settle_spans(spans, text=shown.text)
    _check(settled, words=words)
    _check_current(found, replaces)
    copy = _keep_text(found.evidence, black_out(shown.text, settled), by=by, at=at) if found.evidence else None
    marks = [[span.start, span.end, span.why.value] for span in settled]
    note = {"marks": marks, "digest": digest, "words": words.strip()}
    reasons = _codes(span.why for span in settled)
    return _decide(found, Redaction.Act.BLACKED_OUT, note, reasons, copy=copy, replaces=replaces, by=by, at=at)


def black_out_picture(
    *, evidence_id: int, boxes: Sequence[Box], words: str, replaces: int | None, by: Actor, at: datetime
) -> Redaction:
    """Have a copy of a picture go out in its place, drawn anew from its pixels with these boxes black.

    `replaces` is the redaction that held when the boxes were chosen. Call it in no transaction. Raises NothingMarked,
    TooManyMarks, RedactionNeedsReason, RedactionOvertaken, CannotRedact, and what `find_exhibit`, `open_upright` and
    `keep_made` raise.
    """
    found = find_exhibit(evidence_id=evidence_id, by=by)
    item = _picture(found)
    _check(boxes, words=words)
    _check_current(found, replaces)
    original = b"".join(custody.read(item=item, by=by, at=at, verb=CustodyVerb.COPIED, why=WHY))
    picture = redacted_pictures.open_upright(original, content_type=item.content_type)
    settled = settle_boxes(boxes, width=picture.width, height=picture.height)
    _check(settled, words=words)
    drawn = redacted_pictures.as_png(redacted_pictures.blacken(picture, settled))
    copy = _keep(item, drawn, content_type=PNG, by=by, at=at)
    marks = [[box.page, box.left, box.top, box.width, box.height, box.why.value] for box in settled]
    note = {"marks": marks, "digest": item.sha256, "words": words.strip()}
    reasons = _codes(box.why for box in settled)
    return _decide(found, Redaction.Act.BLACKED_OUT, note, reasons, copy=copy, replaces=replaces, by=by, at=at)


def leave_out(*, evidence_id: int, why: Why, words: str, replaces: int | None, by: Actor, at: datetime) -> Redaction:
    """Have nothing of an exhibit go out. Raises RedactionNeedsReason, RedactionOvertaken, and as `find_exhibit`."""
    found = find_exhibit(evidence_id=evidence_id, by=by)
    _check_words(words)
    note = {"marks": [], "digest": "", "words": words.strip()}
    return _decide(found, Redaction.Act.LEFT_OUT, note, [why.value], replaces=replaces, by=by, at=at)


def take_back(*, report_id: UUID, part: str, words: str, replaces: int | None, by: Actor, at: datetime) -> Redaction:
    """Have the original of a part go out again; what was decided stays as history.

    Raises NothingMarked where nothing is blacked out or left out, RedactionNeedsReason, RedactionOvertaken, and what
    `find_part` raises.
    """
    found = find_part(report_id=report_id, part=part, by=by)
    _check_words(words)
    current = current_of(found)
    if current is None or current.act == Redaction.Act.TAKEN_BACK:
        raise NothingMarked(part)
    note = {"marks": [], "digest": "", "words": words.strip()}
    return _decide(found, Redaction.Act.TAKEN_BACK, note, [], replaces=replaces, by=by, at=at)


def current_of(part: Part) -> Redaction | None:
    """Return the decision that holds for a part; None where there has been none."""
    return Redaction.objects.filter(report=part.report, part=str(part.name), replaced_at__isnull=True).first()


def _picture(part: Part) -> Evidence:
    if part.evidence is None:
        raise NoSuchPart(str(part.name))
    if not part.is_picture:
        raise CannotRedact("Boxes can be blacked out in pictures alone.")
    return part.evidence


def _check(marks: Sequence[Box] | Sequence[Span], *, words: str) -> None:
    if not marks:
        raise NothingMarked
    if len(marks) > MOST_MARKS:
        raise TooManyMarks
    if any(mark.why == Why.OTHER for mark in marks):
        _check_words(words)


def _check_words(words: str) -> None:
    if not words.strip():
        raise RedactionNeedsReason("Say why.")


def _check_current(part: Part, replaces: int | None) -> None:
    current = current_of(part)
    if (current.id if current else None) != replaces:
        raise RedactionOvertaken(str(part.name))


def _codes(whys: Iterable[Why]) -> list[str]:
    """Return the codes of reasons, each once, in the order of the list."""
    given = set(whys)
    return [why.value for why in Why if why in given]


def _keep_text(item: Evidence, left: str, *, by: Actor, at: datetime) -> Evidence:
    return _keep(item, left.encode(), content_type=PLAIN_TEXT, by=by, at=at)


def _keep(item: Evidence, drawn: bytes, *, content_type: str, by: Actor, at: datetime) -> Evidence:
    """Keep a copy as an exhibit of its own. Should somebody be faster with a decision, no package will name it."""
    return exhibits.keep_made(
        report_id=item.report_id,
        chunks=[drawn],
        name=f"redacted.{'png' if content_type == PNG else 'txt'}",
        content_type=content_type,
        origin=Evidence.Origin.REDACTED,
        made_from=item,
        by=by,
        at=at,
    )


@transaction.atomic
def _decide(
    part: Part,
    act: Redaction.Act,
    note: dict[str, Any],
    reasons: list[str],
    *,
    copy: Evidence | None = None,
    replaces: int | None,
    by: Actor,
    at: datetime,
) -> Redaction:
    """Write the decision in place of the one it replaces. The audit gets the part and the codes of the reasons."""
    case = Case.objects.select_for_update(of=["self"], no_key=True).get(reports=part.report.id)
    _check_current(part, replaces)
    name = str(part.name)
    Redaction.objects.filter(report=part.report, part=name, replaced_at__isnull=True).update(replaced_at=at)
    sealed = vault.seal(note, owner=part.report.id, purpose=purpose_of(name), field=field_of(name))
    row = Redaction.objects.create(
        report=part.report,
        part=name,
        evidence=part.evidence,
        copy=copy,
        act=act,
        reasons=reasons,
        marks=len(note["marks"]),
        sealed=sealed,
        decided_by=str(by),
        decided_at=at,
    )
    details: dict[str, Any] = {"exhibit": part.evidence.exhibit} if part.evidence else {"part": name}
    if copy is not None:
        details["copy"] = copy.exhibit
    details["reasons"] = reasons
    record(subject=f"report:{part.report.reference}", verb=VERBS[act], by=by, at=at, details=details)
    event = RedactionChanged(report_id=str(part.report.id), case_id=str(case.id))
    publish(event, stream=str(case.id), at=at)
    return row
