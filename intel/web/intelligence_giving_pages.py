"""Giving intelligence reports to forces, taking them back, reviewing them, and downloading them."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from hatehub.accounts.roles import Action
from hatehub.accounts.staff import StaffRequest
from hatehub.reference.models import Force
from intel.forms.intelligence import EditsForm, GiveForm, ReviewForm
from intel.models import IntelligenceReport
from intel.rules.intelligence.steps import State
from intel.selectors.intelligence import given_of
from intel.services.intelligence import bundles, disseminating, papers, reviewing, words
from intel.services.intelligence.disseminating import proposed_forces
from intel.services.intelligence.frame import items_of, note
from intel.web.intelligence_frame import METHODS, done, of_report, page, sent
from intel.web.intelligence_rows import given_rows, item_rows


@require_http_methods(METHODS)
@of_report(Action.DISSEMINATE_INTELLIGENCE)
def give(request: StaffRequest, row: IntelligenceReport) -> HttpResponse:
    """Give a report to a force, with the reason."""
    if row.state != State.SIGNED_OFF:
        return _not_signed_off(request, row)
    proposed = proposed_forces(row)
    codes = {force.code for force in proposed}
    others = [force for force in Force.objects.filter(is_active=True).order_by("name") if force.code not in codes]
    forces = [("", _("Choose a force")), *((force.code, force.name) for force in [*proposed, *others])]
    form = GiveForm(sent(request), forces=forces, initial={"force": proposed[0].code if proposed else ""})

    def act() -> None:
        force, why = form.cleaned_data["force"], form.cleaned_data["why"]
        disseminating.give(reference=row.reference, force_code=force, why=why, by=request.actor, at=timezone.now())

    if request.method == "POST" and form.is_valid() and done(form, act):
        messages.success(request, _("Given. The force reads it in its portal and by its program."))
        return redirect("hub_intelligence_report", row.reference)
    given = given_rows(row, given_of(row))
    return page(request, "hub/intelligence_give.html", row, form, proposed=proposed, given=given)


@require_http_methods(METHODS)
@of_report(Action.DISSEMINATE_INTELLIGENCE)
def take_back(request: StaffRequest, row: IntelligenceReport, given_id: UUID) -> HttpResponse:
    """Take a report back from a force."""
    given = row.disseminations.select_related("force").filter(id=given_id).first()
    if given is None:
        raise Http404
    form = EditsForm(sent(request))

    def act() -> None:
        disseminating.withdraw(reference=row.reference, dissemination_id=given.id, by=request.actor, at=timezone.now())

    if request.method == "POST" and form.is_valid() and done(form, act):
        messages.success(request, _("Taken back. The force is told so."))
        return redirect("hub_intelligence_report", row.reference)
    return page(request, "hub/intelligence_take_back.html", row, form, given=given)


@require_http_methods(METHODS)
@of_report(Action.WEED_INTELLIGENCE)
def review(request: StaffRequest, row: IntelligenceReport) -> HttpResponse:
    """Keep a report until another day, or weed it."""
    if row.state != State.SIGNED_OFF:
        return _not_signed_off(request, row)
    form = ReviewForm(sent(request))

    def act() -> None:
        given = form.cleaned_data
        known: dict[str, Any] = {"reference": row.reference, "by": request.actor, "at": timezone.now()}
        if given["decision"] == "keep":
            reviewing.keep(until=given["review_due_on"], why=given["why"], **known)
        else:
            reviewing.weed(why=given["why"], **known)

    if request.method == "POST" and form.is_valid() and done(form, act):
        kept = form.cleaned_data["decision"] == "keep"
        messages.success(request, _("Kept.") if kept else _("Weeded. Forces that had it are told so."))
        return redirect("hub_intelligence_report", row.reference)
    items = items_of(row)
    return page(request, "hub/intelligence_review.html", row, form, items=item_rows(items, words.read_said(items)))


@require_safe
@of_report(Action.VIEW_CASE)
def paper(request: StaffRequest, row: IntelligenceReport) -> HttpResponse:
    """Give the PDF of a report that is signed off, and record it."""
    return _file(request, row, "pdf")


@require_safe
@of_report(Action.VIEW_CASE)
def bundle(request: StaffRequest, row: IntelligenceReport) -> HttpResponse:
    """Give the STIX bundle of a report that is signed off, and record it."""
    return _file(request, row, "json")


def _file(request: StaffRequest, row: IntelligenceReport, kind: str) -> HttpResponse:
    if row.state != State.SIGNED_OFF:
        return _not_signed_off(request, row)
    try:
        content = papers.paper_of(row) if kind == "pdf" else bundles.bundle_of(row)
    except words.Erased:
        messages.warning(request, _("What it said has been erased."))
        return redirect("hub_intelligence_report", row.reference)
    note(row, verb="intelligence_exported", by=request.actor, at=timezone.now(), details={"form": kind})
    media = "application/pdf" if kind == "pdf" else bundles.MEDIA_TYPE
    answer = HttpResponse(content, content_type=media)
    answer["Content-Disposition"] = f'attachment; filename="{row.reference}.{kind}"'
    answer["Cache-Control"] = "no-store"
    return answer


def _not_signed_off(request: StaffRequest, row: IntelligenceReport) -> HttpResponse:
    messages.warning(request, _("The report is not signed off, or not any more."))
    return redirect("hub_intelligence_report", row.reference)
