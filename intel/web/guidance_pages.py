"""Guidance for officers of the hub: the list, one piece with its versions, writing, reviewing and withdrawing."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from hatehub.accounts.roles import Action, is_allowed
from hatehub.accounts.staff import StaffRequest, holders_of, staff_only
from intel.forms.guidance import FilterForm, NewForm, ReviewForm, WithdrawForm, WordsForm
from intel.models import GuidanceVersion
from intel.rules.guidance_text import Words
from intel.selectors import guidance as reading
from intel.selectors.guidance import NoSuchGuidance
from intel.services import guidance_feedback, guidance_writing
from intel.services.guidance_writing import GuidanceRefused
from intel.web.guidance_rows import list_row, version_row

State = GuidanceVersion.State
METHODS = ["GET", "HEAD", "POST"]


@require_safe
@staff_only
def index(request: StaffRequest) -> HttpResponse:
    """List the pieces, narrowed down by what they are for."""
    form = FilterForm(request.GET or None, with_state=True)
    wanted = form.wanted() if form.is_bound else reading.Wanted()
    page = reading.list_pieces(wanted=wanted, page=request.GET.get("page"), by=request.actor)
    names, today = reading.names_by_kind(), timezone.localdate()
    context = {
        "form": form,
        "rows": [list_row(version, names=names, today=today) for version in page],
        "page": page,
        "may_review": _may_review(request),
    }
    return render(request, "hub/guidance.html", context)


@require_safe
@staff_only
def piece(request: StaffRequest, code: str) -> HttpResponse:
    """Show a piece: what is published, the draft, what forces say, and earlier versions."""
    versions = _versions(request, code)
    names, said = reading.names_by_kind(), reading.verdicts_of(versions)
    rows = [version_row(each, names=names, said=said.get(each.id, {})) for each in versions]
    published = next((row for row in rows if row["version"].state == State.PUBLISHED), None)
    draft = next((row for row in rows if row["version"].state == State.DRAFT), None)
    shown = (published, draft)
    context = {
        "code": code,
        "title": versions[0].title,
        "published": published,
        "draft": draft,
        "earlier": [row for row in rows if row not in shown],
        "words": guidance_feedback.read_words(versions, by=request.actor),
        "may_review": _may_review(request),
        "is_own_draft": draft is not None and request.actor.is_named(draft["version"].written_by),
        "today": timezone.localdate(),
    }
    return render(request, "hub/guidance_piece.html", context)


@require_http_methods(METHODS)
@holders_of(Action.WRITE_GUIDANCE)
def new(request: StaffRequest) -> HttpResponse:
    """Begin a piece."""
    form = NewForm(_sent(request))
    if request.method == "POST" and form.is_valid():
        code, words, at = form.cleaned_data["code"], form.words(), timezone.now()
        if _do(form, lambda: guidance_writing.begin(code=code, words=words, by=request.actor, at=at)):
            messages.success(request, _("The draft is kept. A supervisor reviews it before it goes with cases."))
            return redirect("hub_guidance_piece", code)
    return _page(request, form, "hub/guidance_write.html", is_new=True)


@require_http_methods(METHODS)
@holders_of(Action.WRITE_GUIDANCE)
def edit(request: StaffRequest, code: str) -> HttpResponse:
    """Change the draft of a piece, or begin its next version from the newest."""
    newest = _versions(request, code)[0]
    is_draft = newest.state == State.DRAFT
    initial = {name: getattr(newest, name) for name in Words.__dataclass_fields__}
    form = WordsForm(_sent(request), initial={**initial, "edits": newest.edits if is_draft else 0})
    if request.method == "POST" and form.is_valid():
        given, words, at = form.cleaned_data["edits"] or 0, form.words(), timezone.now()
        if _do(
            form,
            lambda: guidance_writing.edit(code=code, words=words, expected_edits=given, by=request.actor, at=at),
        ):
            messages.success(request, _("The draft is kept. A supervisor reviews it before it goes with cases."))
            return redirect("hub_guidance_piece", code)
    return _page(request, form, "hub/guidance_write.html", code=code, newest=newest)


@require_http_methods(METHODS)
@holders_of(Action.REVIEW_GUIDANCE)
def review(request: StaffRequest, code: str) -> HttpResponse:
    """Review the draft of a piece and publish it, or keep what is published for longer where there is no draft."""
    versions = _versions(request, code)
    read = next((each for each in versions if each.state in (State.DRAFT, State.PUBLISHED)), None)
    if read is None:
        raise Http404
    is_draft = read.state == State.DRAFT
    form = ReviewForm(_sent(request), initial={"edits": read.edits if is_draft else read.number})
    if request.method == "POST" and form.is_valid() and _do(form, lambda: _reviewed(request, code, form, is_draft)):
        done = _("Published. It goes with cases from now on.") if is_draft else _("Kept.")
        messages.success(request, done)
        return redirect("hub_guidance_piece", code)
    names = reading.names_by_kind()
    row = version_row(read, names=names, said={})
    return _page(request, form, "hub/guidance_review.html", code=code, row=row, is_draft=is_draft)


@require_http_methods(METHODS)
@holders_of(Action.REVIEW_GUIDANCE)
def withdraw(request: StaffRequest, code: str) -> HttpResponse:
    """Withdraw what is published of a piece."""
    versions = _versions(request, code)
    published = next((each for each in versions if each.state == State.PUBLISHED), None)
    if published is None:
        raise Http404
    form = WithdrawForm(_sent(request), initial={"number": published.number})
    if request.method == "POST" and form.is_valid():
        number, why, at = form.cleaned_data["number"], form.cleaned_data["why"], timezone.now()

        def act() -> bool:
            guidance_writing.withdraw(code=code, expected_number=number, why=why, by=request.actor, at=at)
            return True

        if _do(form, act):
            messages.success(request, _("Withdrawn. It goes with no further case."))
            return redirect("hub_guidance_piece", code)
    return _page(request, form, "hub/guidance_withdraw.html", code=code, published=published)


def _reviewed(request: StaffRequest, code: str, form: ReviewForm, is_draft: bool) -> GuidanceVersion:
    seen, day = form.cleaned_data["edits"], form.cleaned_data["look_again_by"]
    whose = {"code": code, "look_again_by": day, "by": request.actor, "at": timezone.now()}
    if is_draft:
        return guidance_writing.publish(expected_edits=seen, **whose)
    return guidance_writing.keep(expected_number=seen, **whose)


def _versions(request: StaffRequest, code: str) -> list[GuidanceVersion]:
    try:
        return reading.versions_of(code=code, by=request.actor)
    except NoSuchGuidance:
        raise Http404 from None


def _may_review(request: StaffRequest) -> bool:
    return is_allowed(role=request.actor.role, action=Action.REVIEW_GUIDANCE)


def _sent(request: StaffRequest) -> Any:
    return request.POST if request.method == "POST" else None


def _do(form: Any, act: Callable[[], Any]) -> Any:
    """Call a service; put its refusal beside the field that it is about."""
    try:
        return act()
    except GuidanceRefused as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
    return None


def _page(request: StaffRequest, form: Any, template: str, **more: Any) -> HttpResponse:
    return render(request, template, {"form": form, **more}, status=422 if form.errors else 200)
