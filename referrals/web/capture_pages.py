"""Asking for captures from the evidence tab, and adding an officer's own copy."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from hatehub.accounts.staff import StaffRequest
from hatehub.vault.services import KeyDestroyed
from referrals.forms.captures import LinkForm, OwnCopyForm
from referrals.models import Capture
from referrals.selectors import captures
from referrals.selectors.capture_words import sentence_for
from referrals.services import capturing
from reports.models import Case, Content
from reports.rules.refusals import Refusal
from reports.selectors.refusals import sentence_for as sentence_for_file
from triage.web.case_pages import frame_context, with_case
from triage.web.legible import erased

TAB = "evidence"


@require_POST
@with_case
def capture_post(request: StaffRequest, case: Case, content_id: int) -> HttpResponse:
    """Ask for a capture of a reported post."""
    return _ask(request, case, content_id=content_id)


@require_POST
@with_case
def capture_again(request: StaffRequest, case: Case, capture_id: UUID) -> HttpResponse:
    """Ask for another capture of the same."""
    earlier = captures.find(capture_id=capture_id, case=case, by=request.actor)
    if earlier is None:
        raise Http404
    if earlier.content_id is not None:
        return _ask(request, case, content_id=earlier.content_id)
    return _ask(request, case, link=earlier.url)


@require_http_methods(["GET", "HEAD", "POST"])
@with_case
def capture_link(request: StaffRequest, case: Case) -> HttpResponse:
    """Ask for a capture of any link that matters to the case."""
    form = LinkForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            capturing.ask(case_id=case.id, link=form.cleaned_data["link"], by=request.actor, at=timezone.now())
        except capturing.CaptureRefused as refusal:
            form.add_error("link", sentence_for(refusal.failure))
        else:
            messages.success(request, _("The link is captured as soon as a worker is free."))
            return redirect("hub_case_tab", case.reference, TAB)
    return _page(request, case, form, "hub/capture_link.html")


@require_http_methods(["GET", "HEAD", "POST"])
@with_case
def own_copy(request: StaffRequest, case: Case) -> HttpResponse:
    """Add an officer's own copy; `capture` in the address names the failed capture that it stands in for."""
    earlier = _named(request, case)
    sent = request.method == "POST"
    initial = {"link": earlier.url} if earlier else {}
    form = OwnCopyForm(request.POST if sent else None, request.FILES if sent else None, initial=initial)
    if sent and form.is_valid() and _give(request, case, form, earlier):
        messages.success(request, _("Your copy is kept as an exhibit."))
        return redirect("hub_case_tab", case.reference, TAB)
    return _page(request, case, form, "hub/capture_own.html")


def _ask(request: StaffRequest, case: Case, **what: Any) -> HttpResponse:
    try:
        capturing.ask(case_id=case.id, by=request.actor, at=timezone.now(), **what)
    except Content.DoesNotExist:
        raise Http404 from None
    except capturing.CaptureRefused as refusal:
        messages.error(request, sentence_for(refusal.failure))
    else:
        messages.success(request, _("The link is captured as soon as a worker is free."))
    return redirect("hub_case_tab", case.reference, TAB)


def _give(request: StaffRequest, case: Case, form: OwnCopyForm, earlier: Capture | None) -> bool:
    given = form.cleaned_data
    try:
        capturing.give(
            case_id=case.id,
            content_id=earlier.content_id if earlier else None,
            file=given["file"],
            name=given["file"].name,
            size=given["file"].size,
            link=given["link"],
            seen_at=form.seen_at(),
            how=given["how"],
            note=given["note"],
            by=request.actor,
            at=timezone.now(),
        )
    except capturing.CaptureRefused as refusal:
        form.add_error(None, sentence_for(refusal.failure))
    except Refusal as refusal:
        form.add_error("file", sentence_for_file(refusal))
    except KeyDestroyed:
        form.add_error(None, erased())
    else:
        return True
    return False


def _named(request: StaffRequest, case: Case) -> Capture | None:
    try:
        capture_id = UUID(request.GET.get("capture", ""))
    except ValueError:
        return None
    return captures.find(capture_id=capture_id, case=case, by=request.actor)


def _page(request: StaffRequest, case: Case, form: LinkForm | OwnCopyForm, template: str) -> HttpResponse:
    context = {**frame_context(case, active=TAB), "form": form}
    return render(request, template, context, status=422 if form.errors else 200)
