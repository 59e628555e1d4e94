"""Choosing what is black: boxes in a picture, passages of a text; without script, with it, and by keyboard."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.forms import BaseFormSet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from hatehub.accounts.staff import StaffRequest
from referrals.forms.redacting import (
    MOST_BOXES,
    BoxForm,
    BoxFormSet,
    FindForm,
    NoteForm,
    SpanForm,
    SpanFormSet,
    with_rows,
)
from referrals.models import Redaction
from referrals.rules.redaction import MOST_MARKS, Box, Span, Why, black_out, find_words, settle_spans
from referrals.services import blacking_out, redaction_looking
from referrals.services.redactable import Part, Shown, find_exhibit, find_part, show_text
from referrals.services.redacting import TextChanged
from referrals.web import redaction_words as words
from referrals.web.redaction_doors import or_refused
from referrals.web.redaction_pages import overtaken, part_context, status_of

NUMBERS = 4
REFUSALS = {
    blacking_out.NothingMarked: words.NOTHING,
    blacking_out.TooManyMarks: words.TOO_MANY,
    blacking_out.RedactionNeedsReason: words.OTHER_NEEDS_WORDS,
    TextChanged: words.CHANGED,
}
Row = dict[str, Any]


@require_http_methods(["GET", "HEAD", "POST"])
@or_refused
def exhibit(request: StaffRequest, evidence_id: int) -> HttpResponse:
    """Choose boxes in a picture, see how it would look, and keep the copy."""
    part = find_exhibit(evidence_id=evidence_id, by=request.actor)
    if part.is_text:
        return redirect("hub_redact_text", part.report.id, part.name)
    width, height = redaction_looking.measure(part, at=timezone.now())
    boxes, note = _box_forms(request, part)
    asked = request.POST.get("do", "")
    is_right = asked in ("preview", "keep") and boxes.is_valid() and note.is_valid()
    if asked == "keep" and is_right and _keep_boxes(request, part, boxes, note):
        return redirect("hub_redactions", part.report.case.reference)
    context = {
        **part_context(part),
        "boxes": boxes,
        "note": note,
        "width": width,
        "height": height,
        "view": reverse("hub_redact_view", args=[evidence_id]),
        "preview": _preview(evidence_id, _boxes(boxes)) if is_right and not note.errors else "",
    }
    return render(request, "hub/redact_picture.html", context, status=_status(boxes, note))


def _box_forms(request: StaffRequest, part: Part) -> tuple["BaseFormSet[BoxForm]", NoteForm]:
    current = _current(part)
    if request.method == "POST":
        added: list[Mapping[str, Any]] = [{"why": Why.THIRD_PARTY.value}] if request.POST.get("do") == "add" else []
        data = with_rows(request.POST, added, prefix="box", most=MOST_BOXES)
        return BoxFormSet(data, prefix="box"), NoteForm(request.POST, prefix="note")
    boxes = redaction_looking.boxes_in(current) if current and current.row.act == Redaction.Act.BLACKED_OUT else []
    initial = [{**_sides(box), "why": box.why.value} for box in boxes]
    return BoxFormSet(initial=initial, prefix="box"), _new_note(current)


def _sides(box: Box) -> dict[str, int]:
    return {"left": box.left, "top": box.top, "width": box.width, "height": box.height}


def _boxes(formset: "BaseFormSet[BoxForm]") -> list[Box]:
    return [form.box() for form in formset.forms if form.has_changed() and not form.cleaned_data["DELETE"]]


def _preview(evidence_id: int, boxes: list[Box]) -> str:
    asked = [("box", ",".join(str(side) for side in _sides(box).values())) for box in boxes]
    return f"{reverse('hub_redact_view', args=[evidence_id])}?{urlencode(asked)}"


def _keep_boxes(request: StaffRequest, part: Part, formset: "BaseFormSet[BoxForm]", note: NoteForm) -> bool:
    """Keep the copy, or write on the form why not; tell whether it was kept."""
    assert part.evidence is not None  # noqa: S101 - it is a picture
    keep = partial(
        blacking_out.black_out_picture, evidence_id=part.evidence.id, boxes=_boxes(formset), by=request.actor
    )
    is_kept = _kept(part, note, keep)
    if is_kept:
        messages.success(request, _("Kept. The copy goes out in place of the original from the next package on."))
    return is_kept


def _kept(part: Part, note: NoteForm, keep: Callable[..., object]) -> bool:
    """Keep a redaction with what the note says, or write on the note why not; tell whether it was kept."""
    said = note.cleaned_data
    try:
        keep(words=said["words"], replaces=said["replaces"], at=timezone.now())
    except blacking_out.RedactionOvertaken:
        overtaken(note, part)
        return False
    except tuple(REFUSALS) as refusal:
        note.add_error(None, str(REFUSALS[type(refusal)]))
        return False
    return True


@require_safe
@or_refused
def view(request: StaffRequest, evidence_id: int) -> HttpResponse:
    """Show the picture with the boxes that the address names."""
    boxes = [box for asked in request.GET.getlist("box")[:MOST_BOXES] if (box := _read_box(asked))]
    shown = redaction_looking.view(evidence_id=evidence_id, boxes=boxes, by=request.actor, at=timezone.now())
    answer = HttpResponse(shown, content_type="image/png")
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


def _read_box(asked: str) -> Box | None:
    sides = asked.split(",")
    if len(sides) != NUMBERS or not all(side.isascii() and side.isdecimal() and len(side) < 7 for side in sides):
        return None
    left, top, width, height = (int(side) for side in sides)
    return Box(left=left, top=top, width=width, height=height, why=Why.OTHER)


@require_http_methods(["GET", "HEAD", "POST"])
@or_refused
def text(request: StaffRequest, report_id: UUID, part: str) -> HttpResponse:
    """Choose passages of a text, see what is left, and keep it."""
    found = find_part(report_id=report_id, part=part, by=request.actor)
    shown = show_text(found, by=request.actor, at=timezone.now())
    find = FindForm(request.POST if request.POST.get("do") == "find" else None, prefix="find")
    rows = _found(find, shown)
    spans, note = _span_forms(request, found, rows)
    is_right = spans.is_bound and spans.is_valid() and note.is_valid()
    if request.POST.get("do") == "keep" and is_right and _keep_spans(request, found, spans, note):
        return redirect("hub_redactions", found.report.case.reference)
    chosen = settle_spans(_spans(spans), text=shown.text)
    context = {
        **part_context(found),
        "find": FindForm(prefix="find") if rows else find,
        "found": len(rows),
        "spans": spans,
        "note": note,
        "digest": shown.digest,
        "text": shown.text,
        "pieces": _pieces(shown.text, chosen),
        "left": black_out(shown.text, chosen) if chosen else "",
    }
    return render(request, "hub/redact_text.html", context, status=_status(spans, note, find))


def _found(find: FindForm, shown: Shown) -> list[Mapping[str, Any]]:
    """Return rows for the passages that were asked for; say on the form where there are none."""
    if not find.is_bound or not find.is_valid():
        return []
    given = find.cleaned_data
    places = find_words(shown.text, given["words"])
    if given["place"]:
        places = places[given["place"] - 1 : given["place"]]
    if not places:
        find.add_error("words", _("These words do not stand there."))
    if len(places) > MOST_MARKS:
        find.add_error("words", str(words.TOO_MANY))
        return []
    return [{"start": start, "end": end, "why": given["why"]} for start, end in places]


def _span_forms(
    request: StaffRequest, part: Part, rows: list[Mapping[str, Any]]
) -> tuple["BaseFormSet[SpanForm]", NoteForm]:
    if request.method == "POST":
        data = with_rows(request.POST, rows, prefix="span", most=MOST_MARKS)
        return SpanFormSet(data, prefix="span"), NoteForm(request.POST, prefix="note")
    current = _current(part)
    marks = current.marks if current and current.row.act == Redaction.Act.BLACKED_OUT else []
    initial = [{"start": start, "end": end, "why": why} for start, end, why in marks]
    return SpanFormSet(initial=initial, prefix="span"), _new_note(current)


def _spans(formset: "BaseFormSet[SpanForm]") -> list[Span]:
    if not formset.is_bound:
        return [
            Span(start=int(row["start"]), end=int(row["end"]), why=Why(row["why"])) for row in formset.initial or []
        ]
    if not formset.is_valid():
        return []
    return [form.span() for form in formset.forms if form.has_changed() and not form.cleaned_data["DELETE"]]


def _pieces(shown: str, spans: list[Span]) -> list[Row]:
    """Return the text in pieces, each either chosen or not."""
    pieces, place = [], 0
    for span in spans:
        start = max(span.start, place)
        pieces.append({"text": shown[place:start], "is_chosen": False})
        pieces.append({"text": shown[start : span.end], "is_chosen": True})
        place = span.end
    pieces.append({"text": shown[place:], "is_chosen": False})
    return [piece for piece in pieces if piece["text"]]


def _keep_spans(request: StaffRequest, part: Part, formset: "BaseFormSet[SpanForm]", note: NoteForm) -> bool:
    """Keep what was chosen, or write on the form why not; tell whether it was kept."""
    keep = partial(
        blacking_out.black_out_text,
        report_id=part.report.id,
        part=str(part.name),
        spans=_spans(formset),
        digest=request.POST.get("digest", ""),
        by=request.actor,
    )
    is_kept = _kept(part, note, keep)
    if is_kept:
        messages.success(request, _("Kept. From the next package on, a force gets what is left."))
    return is_kept


def _current(part: Part) -> redaction_looking.Decided | None:
    decided = redaction_looking.history(part)
    return decided[0] if decided else None


def _new_note(current: redaction_looking.Decided | None) -> NoteForm:
    is_hiding = current is not None and current.row.act == Redaction.Act.BLACKED_OUT
    initial = {"replaces": current.row.id if current else None, "words": current.words if current and is_hiding else ""}
    return NoteForm(initial=initial, prefix="note")


def _status(formset: "BaseFormSet[Any]", note: NoteForm, find: FindForm | None = None) -> int:
    has_errors = formset.is_bound and (any(formset.errors) or bool(formset.non_form_errors()))
    is_not_found = find is not None and find.is_bound and bool(find.errors)
    return status_of(note) if note.is_bound and note.errors else 422 if has_errors or is_not_found else 200
