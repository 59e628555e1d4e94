"""The public form: the start, and one question a page."""

from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from hatehub.vault.services import KeyDestroyed
from reports.forms.steps import BY_SLUG, Step, after, answer, before, next_unseen, outdated, position, storable
from reports.models import Draft
from reports.registries import start_figures
from reports.services import drafts
from reports.web import trap
from reports.web.draft_cookie import current_draft, current_token, remember
from reports.web.limits import says_when_full, start_draft

WAS_OPEN_LONG = _("This page had been open for a long time, so nothing was saved yet. Check it and continue.")


@require_safe
def start(request: HttpRequest) -> HttpResponse:
    """Show where to begin."""
    return render(request, "public/start.html", {"figures": start_figures()})


@require_http_methods(["GET", "HEAD", "POST"])
@says_when_full
def question(request: HttpRequest, slug: str) -> HttpResponse:
    """Ask one question, or keep its answer and go on."""
    step = BY_SLUG.get(slug)
    if step is None or step.form is None:
        raise Http404
    draft = current_draft(request, at=timezone.now())
    if draft is not None and draft.submitted_at is not None:
        return redirect("report_sent")
    stored = stored_answers(draft)
    if request.method != "POST":
        return _show(request, step, step.form(initial=stored.get(slug), **step.arguments(stored)), stored)
    form = step.form(request.POST, **step.arguments(stored))
    if not form.is_valid():
        return _show(request, step, form, stored, status=422)
    return keep(request, step, storable(form.cleaned_data), draft)


@require_safe
def help_now(request: HttpRequest) -> HttpResponse:
    """Say whom to call when somebody is in danger or a child is at risk."""
    stored = stored_answers(current_draft(request, at=timezone.now()))
    is_child = answer(stored, "danger", "danger") == "child"
    context = {
        **page_frame(BY_SLUG["help"], stored),
        "is_child": is_child,
        "next": next_address(request, "help", stored),
    }
    return render(request, "public/help.html", context)


def ask_again(request: HttpRequest, slug: str) -> HttpResponse:
    """Show a page again with what was typed, after its security token had gone stale."""
    step = BY_SLUG[slug]
    stored = stored_answers(current_draft(request, at=timezone.now()))
    if step.form is None:
        return redirect("report_question", slug)
    form = step.form(request.POST, **step.arguments(stored))
    form.is_valid()
    form.add_error(None, WAS_OPEN_LONG)
    return _show(request, step, form, stored, status=403)


def stored_answers(draft: Draft | None) -> dict[str, Any]:
    """Return what has been answered so far; nothing where there is no draft yet."""
    return drafts.read_answers(draft=draft) if draft else {}


def keep(request: HttpRequest, step: Step, kept: dict[str, Any], draft: Draft | None) -> HttpResponse:
    """Keep one step's answer, starting a draft where there is none, and go on."""
    return keep_change(request, step, lambda stored: {step.slug: kept, **outdated(step.slug, stored, kept)}, draft)


def keep_change(request: HttpRequest, step: Step, change: drafts.Change, draft: Draft | None) -> HttpResponse:
    """Keep what `change` makes of the answers so far, starting a draft where there is none, and go on."""
    is_fresh = draft is None and current_token(request) != ""
    token = ""
    if draft is None:
        draft, token = start_draft(request)
    try:
        drafts.change_answers(draft=draft, change=change)
        trap.note(request, draft)
    except (drafts.DraftGone, KeyDestroyed):
        return redirect("report_sent")
    address = next_address(request, step.slug, stored_answers(draft))
    if is_fresh:
        address += "&expired=1" if "?" in address else "?expired=1"
    return with_token(redirect(address), token)


def with_token(response: HttpResponse, token: str) -> HttpResponse:
    """Give the browser the token of a draft that was just started; an empty one changes nothing."""
    if token:
        remember(response, token=token)
    return response


def next_address(request: HttpRequest, slug: str, stored: dict[str, Any]) -> str:
    """Return where to go after a page: on, back to the check, to the page for saving, or nowhere."""
    if "save" in request.POST:
        return reverse("report_saved")
    if "stay" in request.POST:  # the script of the language switch: keep what was typed, show the page again
        return request.get_full_path()
    is_checking = "check" in request.GET
    following = next_unseen(slug, stored) if is_checking else after(slug, stored)
    if is_checking and slug == "danger":
        following = after(slug, stored) if after(slug, stored) == "help" else following
    if following is None:
        return reverse("report_check")
    return reverse("report_question", args=[following]) + ("?check" if is_checking else "")


def page_frame(step: Step, stored: dict[str, Any]) -> dict[str, Any]:
    """Return what every page of the form shows around its question."""
    number, total = position(step.slug, stored)
    back = before(step.slug, stored)
    return {
        "step": step,
        "number": number,
        "total": total,
        "back": reverse("report_question", args=[back]) if back else reverse("start"),
    }


def _show(
    request: HttpRequest, step: Step, form: forms.Form, stored: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    context = {**page_frame(step, stored), "form": form, "is_expired": "expired" in request.GET}
    if "check" in request.GET:
        context["back"] = reverse("report_check")
    return render(request, "public/question.html", context, status=status)
