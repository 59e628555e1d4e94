"""Drafting a request to a platform, and changing the words of a draft."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from hatehub.accounts.staff import StaffRequest
from hatehub.reference.models import Platform
from hatehub.vault.services import KeyDestroyed
from referrals.forms.takedowns import TakedownForm
from referrals.models import Takedown
from referrals.rules.takedowns.steps import State
from referrals.services import takedowns
from referrals.web.takedown_page import REFUSALS, TAB, find, sentence_for
from reports.models import Case
from triage.web.case_pages import frame_context, with_case


@require_http_methods(["GET", "HEAD", "POST"])
@with_case
def new(request: StaffRequest, case: Case, platform: str) -> HttpResponse:
    """Draft a request to a platform about all that the case has there."""
    found = Platform.objects.filter(code=platform).first()
    if found is None:
        raise Http404
    form = TakedownForm(_sent(request), offered=takedowns.offered_offences(case=case))
    if request.method == "POST" and form.is_valid():
        made = _kept(
            form,
            lambda at: takedowns.draft(
                case_id=case.id, platform_code=platform, wording=form.wording(), by=request.actor, at=at
            ),
        )
        if made is not None:
            messages.success(request, _("The request is drafted. Read it below before you have it sent."))
            return redirect("hub_takedown", case.reference, made.id)
    return _form_page(request, case, form, found)


@require_http_methods(["GET", "HEAD", "POST"])
@with_case
def edit(request: StaffRequest, case: Case, takedown_id: UUID) -> HttpResponse:
    """Change the words of a draft."""
    takedown = find(request, case, takedown_id)
    if takedown.state != State.DRAFTED:
        messages.warning(request, _("It is no draft any more, so nothing was changed."))
        return redirect("hub_takedown", case.reference, takedown.id)
    form = TakedownForm(_sent(request), offered=takedowns.offered_offences(case=case), initial=_as_typed(takedown))
    if request.method == "POST" and form.is_valid():
        made = _kept(
            form,
            lambda at: takedowns.edit(
                takedown_id=takedown.id,
                wording=form.wording(),
                expected_version=form.cleaned_data["version"],
                by=request.actor,
                at=at,
            ),
        )
        if made is not None:
            messages.success(request, _("The request is changed."))
            return redirect("hub_takedown", case.reference, takedown.id)
    return _form_page(request, case, form, takedowns.platform_of(takedown))


def _kept(form: TakedownForm, keep: Callable[[Any], Takedown]) -> Takedown | None:
    """Keep what was typed; None where it is refused, which the form then says."""
    try:
        return keep(timezone.now())
    except takedowns.WordingRefused as refusal:
        form.refuse(refusal.problems)
    except REFUSALS as refusal:
        form.add_error(None, sentence_for(refusal))
    return None


def _sent(request: StaffRequest) -> Any:
    return request.POST if request.method == "POST" else None


def _as_typed(takedown: Takedown) -> dict[str, Any]:
    try:
        wording = takedowns.read_wording(takedown=takedown)
    except KeyDestroyed:
        return {"version": takedown.version}
    return {**wording.texts, "action": wording.action, "offences": wording.offences, "version": takedown.version}


def _form_page(request: StaffRequest, case: Case, form: TakedownForm, platform: Platform) -> HttpResponse:
    context = {**frame_context(case, active=TAB), "form": form, "platform": platform}
    return render(request, "hub/takedown_form.html", context, status=422 if form.errors else 200)
