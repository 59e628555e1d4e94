"""One item of an intelligence report: written, sanitised, taken out, and where it comes from."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from hatehub.accounts.roles import Action
from hatehub.accounts.staff import StaffRequest
from hatehub.accounts.step_up import asks_again
from intel.forms.intelligence import EditsForm, ItemForm, MarksForm, RewriteForm, WhyForm
from intel.models import IntelligenceItem, IntelligenceReport
from intel.rules.intelligence.grades import KIND_WORDS, SourceKind, usual_grades
from intel.services.intelligence import provenance, sanitising, sources, words, writing
from intel.services.intelligence.frame import items_of, may_write, note
from intel.services.intelligence.refusals import IntelligenceRefused, NotTheWriter
from intel.services.intelligence.sanitising import MarkRefused, Sheet
from intel.web.intelligence_frame import METHODS, done, item_of, of_report, page, sent
from intel.web.intelligence_rows import item_rows, kept_rows, sheet_parts
from reports.models import Report
from triage.selectors.merges import root_of

MOST_REPORTS = 50
"""So many reports of a case are offered as sources; more of them would be no choice any more."""


@require_http_methods(METHODS)
@of_report(Action.WRITE_INTELLIGENCE)
def new(request: StaffRequest, row: IntelligenceReport) -> HttpResponse:
    """Add an item to a draft."""
    if not may_write(row, by=request.actor):
        return _not_theirs(request, row)
    offered = _offered(row)
    grades = usual_grades(SourceKind.COMPLAINANT)
    known: dict[str, Any] = {"edits": row.edits, "source": offered[0][0] if offered else ""}
    if grades:
        known |= {"source_grade": str(int(grades[0])), "intelligence_grade": grades[1].value}
    form = ItemForm(sent(request), sources=offered, initial=known)
    made: list[IntelligenceItem] = []

    def act() -> None:
        told, at = form.told(), timezone.now()
        made.append(
            writing.add_item(reference=row.reference, told=told, expected_edits=form.seen, by=request.actor, at=at)
        )

    if request.method == "POST" and form.is_valid() and done(form, act):
        return redirect("hub_intelligence_sanitise", row.reference, made[0].id)
    return page(request, "hub/intelligence_item.html", row, form, is_new=True)


@require_http_methods(METHODS)
@of_report(Action.WRITE_INTELLIGENCE)
def change(request: StaffRequest, row: IntelligenceReport, item_id: UUID) -> HttpResponse:
    """Change an item of a draft; where other words are told, it is sanitised anew."""
    item = item_of(row, item_id)
    if not may_write(row, by=request.actor):
        return _not_theirs(request, row)
    raw = words.read_raw([item]).get(item.id)
    initial = {
        "edits": row.edits,
        "source": item.source.reference,
        "words": raw.words if raw else "",
        "conditions": raw.conditions if raw else "",
        "source_grade": str(item.source_grade),
        "intelligence_grade": item.intelligence_grade,
        "handling": item.handling,
    }
    form = ItemForm(sent(request), sources=_offered(row), initial=initial)

    def act() -> None:
        told, at = form.told(), timezone.now()
        writing.change_item(
            reference=row.reference,
            item_id=item.id,
            told=told,
            expected_edits=form.seen,
            by=request.actor,
            at=at,
        )

    if request.method == "POST" and form.is_valid() and done(form, act):
        return redirect("hub_intelligence_sanitise", row.reference, item.id)
    if request.method != "POST":
        details = {"what": "raw", "item": item.position}
        note(row, verb="read", by=request.actor, at=timezone.now(), reason="writing the report", details=details)
    return page(request, "hub/intelligence_item.html", row, form, is_new=False, item=item)


@require_http_methods(METHODS)
@of_report(Action.WRITE_INTELLIGENCE)
def sanitise(request: StaffRequest, row: IntelligenceReport, item_id: UUID) -> HttpResponse:
    """Settle what is marked in an item, or write in other words what may leave the hub."""
    item, by = item_of(row, item_id), request.actor
    try:
        sheet = sanitising.look(row=row, item_id=item.id, by=by, at=timezone.now())
    except NotTheWriter:
        return _not_theirs(request, row)
    except IntelligenceRefused as refusal:
        messages.warning(request, str(refusal))
        return redirect("hub_intelligence_report", row.reference)
    is_rewrite = request.method == "POST" and "rewrite" in request.POST
    marks = MarksForm(None if is_rewrite else sent(request), sheet=sheet, initial={"edits": row.edits})
    texts = {part.name: part.text for part in sheet.parts}
    rewrite = RewriteForm(
        sent(request) if is_rewrite else None,
        has_conditions=item.has_conditions,
        initial={"edits": row.edits, **texts},
    )
    form = rewrite if is_rewrite else marks
    if request.method == "POST" and form.is_valid():
        after = _settled(request, row, item, marks, rewrite, is_rewrite=is_rewrite)
        if after is not None:
            return _go_on(request, row, after)
    context = {
        "item": item,
        "sheet": sheet,
        "parts": sheet_parts(sheet),
        "kept": kept_rows(sheet.kept),
        "marks_form": marks,
        "rewrite_form": rewrite,
    }
    return page(request, "hub/intelligence_sanitise.html", row, form, **context)


@require_http_methods(METHODS)
@of_report(Action.WRITE_INTELLIGENCE)
def remove(request: StaffRequest, row: IntelligenceReport, item_id: UUID) -> HttpResponse:
    """Take an item out of a draft."""
    item = item_of(row, item_id)
    if not may_write(row, by=request.actor):
        return _not_theirs(request, row)
    form = EditsForm(sent(request), initial={"edits": row.edits})

    def act() -> None:
        writing.remove_item(
            reference=row.reference, item_id=item.id, expected_edits=form.seen, by=request.actor, at=timezone.now()
        )

    if request.method == "POST" and form.is_valid() and done(form, act):
        messages.success(request, _("The item is taken out."))
        return redirect("hub_intelligence_report", row.reference)
    return page(request, "hub/intelligence_item_remove.html", row, form, item=item)


@require_http_methods(METHODS)
@of_report(Action.SEE_SOURCES)
@asks_again("POST")
def source(request: StaffRequest, row: IntelligenceReport, item_id: UUID) -> HttpResponse:
    """Ask why somebody who is cleared wants to see where an item comes from, and show it once."""
    item = item_of(row, item_id)
    form = WhyForm(sent(request))
    shown: list[provenance.Provenance] = []

    def act() -> None:
        why, at = form.cleaned_data["why"], timezone.now()
        shown.append(provenance.show(row=row, item_id=item.id, why=why, by=request.actor, at=at))

    seen = shown[0] if request.method == "POST" and form.is_valid() and done(form, act) else None
    items = items_of(row)
    said = item_rows([each for each in items if each.id == item.id], words.read_said(items))
    answer = page(request, "hub/intelligence_source.html", row, form, item=item, seen=seen, said=said[0])
    answer["Cache-Control"] = "no-store"
    return answer


def _offered(row: IntelligenceReport) -> list[tuple[str, str]]:
    """Return the sources to choose from: those of the report, and the complainants of its case."""
    known = sources.known_of(row)
    told = {each.report_id for each in known if each.kind == SourceKind.COMPLAINANT}
    case = root_of(case_id=row.case_id)
    reports = Report.objects.filter(case=case).exclude(id__in=told).order_by("submitted_at", "id")
    named = [(each.reference, f"{each.reference}: {KIND_WORDS[SourceKind(each.kind)]}") for each in known]
    return [
        *named,
        *((each.reference, _("Whoever sent report %s") % each.reference) for each in reports[:MOST_REPORTS]),
    ]


def _settled(
    request: StaffRequest,
    row: IntelligenceReport,
    item: IntelligenceItem,
    marks: MarksForm,
    rewrite: RewriteForm,
    *,
    is_rewrite: bool,
) -> Sheet | None:
    known: dict[str, Any] = {"reference": row.reference, "item_id": item.id, "by": request.actor, "at": timezone.now()}
    made: list[Sheet] = []

    def act() -> None:
        if is_rewrite:
            made.append(sanitising.rewrite(texts=rewrite.texts(), expected_edits=rewrite.seen, **known))
        else:
            made.append(sanitising.settle_marks(choices=marks.chosen(), expected_edits=marks.seen, **known))

    try:
        return made[0] if done(rewrite if is_rewrite else marks, act) else None
    except MarkRefused as refusal:
        marks.add_error(f"own-{refusal.field}", str(refusal))
    return None


def _go_on(request: StaffRequest, row: IntelligenceReport, sheet: Sheet) -> HttpResponse:
    if sheet.is_settled:
        messages.success(request, _("The item is sanitised."))
        return redirect("hub_intelligence_report", row.reference)
    messages.warning(request, _("Kept. Something is marked still: look at it below."))
    return redirect("hub_intelligence_sanitise", row.reference, sheet.item.id)


def _not_theirs(request: StaffRequest, row: IntelligenceReport) -> HttpResponse:
    """Go back to the report, saying why: nothing that a source told is shown."""
    messages.warning(request, str(NotTheWriter()) if row.state == "draft" else _("The report is no draft any more."))
    return redirect("hub_intelligence_report", row.reference)
