"""What is done with a subject access request: deciding, handing over, approving, refusing, giving."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from hatehub.accounts.permissions import require
from hatehub.accounts.roles import Action, is_allowed
from hatehub.accounts.staff import StaffRequest
from hatehub.accounts.step_up import asks_again
from reports.services.files import StorageAway
from triage.forms.access_requests import GIVE, ChoiceForm, GivenForm, RefuseForm, SectionForm
from triage.forms.reasons import ReasonForm
from triage.models import AccessRequest
from triage.rules.access_requests import Choice, Kind, State, WhyRefused
from triage.selectors import access_requests as reading
from triage.services.access_requests import building, choosing, deciding, giving
from triage.services.access_requests.frame import AccessRefused
from triage.services.access_requests.parts import find_part
from triage.web import access_request_rows as rows
from triage.web.access_request_pages import refused, with_request


@require_http_methods(["GET", "HEAD", "POST"])
@with_request
def item(request: StaffRequest, row: AccessRequest, item_id: int) -> HttpResponse:
    """Include something that was found, or leave it out."""
    found = reading.find_item(request=row, item_id=item_id)
    if found is None:
        raise Http404
    shown = rows.item_rows(row, [found])[0]
    form = ChoiceForm(
        request.POST if request.method == "POST" else None,
        initial={"choice": found.choice, "reason": shown["reason"]},
    )

    def act() -> None:
        choosing.choose(
            request_id=row.id,
            item_id=found.id,
            choice=Choice(form.cleaned_data["choice"]),
            reason=form.cleaned_data["reason"],
            by=request.actor,
            at=timezone.now(),
        )

    return _asked(request, row, form, act, title=str(shown["title"]), button=_("Save"), detail=_detail(shown))


def _detail(shown: dict[str, Any]) -> str:
    found = _("Found %s.") % shown["how"]
    return f"{shown['detail']}. {found}" if shown["detail"] else found


@require_http_methods(["GET", "HEAD", "POST"])
@with_request
def section(request: StaffRequest, row: AccessRequest, code: str) -> HttpResponse:
    """Give a section or hold it back."""
    part = find_part(code, kind=Kind(row.kind))
    if part is None:
        raise Http404
    approves = is_allowed(role=request.actor.role, action=Action.APPROVE_ACCESS)
    may_give = part.never_given is None and (approves or row.kind == Kind.COMPLAINANT)
    if row.state == State.SUBMITTED:
        require(by=request.actor, action=Action.APPROVE_ACCESS)
    form = SectionForm(request.POST if request.method == "POST" else None, may_give=may_give)

    def act() -> None:
        choosing.decide_section(
            request_id=row.id,
            code=part.code,
            is_given=form.cleaned_data["decision"] == GIVE,
            ground=form.chosen_ground(),
            is_silent=form.cleaned_data["is_silent"],
            reason=form.cleaned_data["reason"],
            by=request.actor,
            at=timezone.now(),
        )

    return _asked(request, row, form, act, title=part.title, button=_("Save"), detail=part.why_never)


@require_http_methods(["GET", "HEAD", "POST"])
@with_request
def give_back(request: StaffRequest, row: AccessRequest) -> HttpResponse:
    """Give a request back to who prepared it."""
    require(by=request.actor, action=Action.APPROVE_ACCESS)
    form = ReasonForm(request.POST if request.method == "POST" else None)

    def act() -> None:
        reason = form.cleaned_data["reason"]
        deciding.give_back(request_id=row.id, reason=reason, by=request.actor, at=timezone.now())

    return _asked(request, row, form, act, title=_("Give this request back"), button=_("Give it back"))


@require_http_methods(["GET", "HEAD", "POST"])
@with_request
def refuse(request: StaffRequest, row: AccessRequest) -> HttpResponse:
    """End a request without a bundle."""
    require(by=request.actor, action=Action.APPROVE_ACCESS)
    form = RefuseForm(request.POST if request.method == "POST" else None)

    def act() -> None:
        why, reason = WhyRefused(form.cleaned_data["why"]), form.cleaned_data["reason"]
        deciding.refuse(request_id=row.id, why=why, reason=reason, by=request.actor, at=timezone.now())

    return _asked(request, row, form, act, title=_("Refuse this request"), button=_("Refuse it"))


@require_http_methods(["GET", "HEAD", "POST"])
@with_request
def given(request: StaffRequest, row: AccessRequest) -> HttpResponse:
    """Note how the person got the bundle."""
    form = GivenForm(request.POST if request.method == "POST" else None)

    def act() -> None:
        how, on = form.cleaned_data["how"], form.cleaned_data["on"]
        giving.note_given(request_id=row.id, how=how, on=on, by=request.actor, at=timezone.now())

    detail = _("The bundle is removed from the hub then.")
    return _asked(request, row, form, act, title=_("The person has the bundle"), button=_("Save"), detail=detail)


@require_POST
@with_request
def submit(request: StaffRequest, row: AccessRequest) -> HttpResponse:
    """Hand a prepared request to a supervisor."""
    return _done(request, row, lambda: deciding.submit(request_id=row.id, by=request.actor, at=timezone.now()))


@require_POST
@with_request
def approve(request: StaffRequest, row: AccessRequest) -> HttpResponse:
    """Approve what was prepared."""
    return _done(request, row, lambda: deciding.approve(request_id=row.id, by=request.actor, at=timezone.now()))


@require_POST
@with_request
def again(request: StaffRequest, row: AccessRequest) -> HttpResponse:
    """Have the bundle made again."""
    return _done(request, row, lambda: building.make_again(request_id=row.id, by=request.actor, at=timezone.now()))


@require_POST
@with_request
@asks_again("POST")
def download(request: StaffRequest, row: AccessRequest) -> HttpResponseBase:
    """Give the bundle out, once."""
    try:
        fetched = giving.fetch(request_id=row.id, by=request.actor, at=timezone.now())
    except (AccessRefused, StorageAway) as refusal:
        messages.warning(request, _words(refusal))
        return redirect("hub_access_request", row.id)
    answer = StreamingHttpResponse(fetched.pieces, content_type="application/zip")
    answer["Content-Disposition"] = f'attachment; filename="{fetched.name}"'
    answer["Content-Length"] = str(fetched.size)
    answer["Cache-Control"] = "no-store"
    return answer


def _words(refusal: Exception) -> str:
    if isinstance(refusal, AccessRefused):
        return str(refusal)
    return _("The place where files are kept does not answer. Try again in a few minutes.")


def _done(request: StaffRequest, row: AccessRequest, act: Callable[[], Any]) -> HttpResponse:
    """Take a step that asks for nothing more, and lead back; say so where it is refused."""
    try:
        act()
    except AccessRefused as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, _("Saved."))
    return redirect("hub_access_request", row.id)


def _asked(
    request: StaffRequest,
    row: AccessRequest,
    form: forms.Form,
    act: Callable[[], Any],
    *,
    title: str,
    button: str,
    detail: str = "",
) -> HttpResponse:
    """Show a form, or carry out what was asked in it; a refusal stands beside the field, with what was typed."""
    if request.method == "POST" and form.is_valid():
        try:
            act()
        except AccessRefused as refusal:
            refused(form, refusal)
        else:
            messages.success(request, _("Saved."))
            return redirect("hub_access_request", row.id)
    context = {"access": row, "form": form, "heading": title, "button": button, "detail": detail}
    return render(request, "hub/access_request_step.html", context, status=422 if form.errors else 200)
