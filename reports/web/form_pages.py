"""The public form: one question a page, check your answers, sent."""

from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hatehub.vault.services import KeyDestroyed
from reports.models import Draft, Report
from reports.rules.uploads import Refusal
from reports.selectors.clocks import get_clocks
from reports.services import drafts, submission, uploads
from reports.web.answer_rows import answer_rows
from reports.web.draft_cookie import current_draft, current_token, forget, remember
from reports.web.steps import BY_SLUG, QUESTIONS, Step, after, before, build_answers, position, storable


@require_safe
def start(request: HttpRequest) -> HttpResponse:
    """Show where to begin."""
    return render(request, "public/start.html", {"pages": len(QUESTIONS) + 1})


@require_http_methods(["GET", "HEAD", "POST"])
def question(request: HttpRequest, slug: str) -> HttpResponse:
    """Ask one question, or keep its answer and go on."""
    step = BY_SLUG.get(slug)
    if step is None:
        raise Http404
    draft = current_draft(request, at=timezone.now())
    if draft is not None and draft.submitted_at is not None:
        return redirect("report_sent")
    if request.method == "POST":
        return _keep(request, step, draft)
    answers = drafts.read_answers(draft=draft) if draft else {}
    return _show(request, step, step.form(initial=answers.get(slug)), draft, answers)


def ask_again(request: HttpRequest, slug: str) -> HttpResponse:
    """Show a page again with what was typed, after its security token had gone stale."""
    step = BY_SLUG[slug]
    draft = current_draft(request, at=timezone.now())
    answers = drafts.read_answers(draft=draft) if draft else {}
    form = step.form(request.POST)
    form.is_valid()
    form.add_error(None, _("This page had been open for a long time, so nothing was saved yet. Check it and continue."))
    return _show(request, step, form, draft, answers, status=403)


def _keep(request: HttpRequest, step: Step, draft: Draft | None) -> HttpResponse:
    is_fresh = draft is None and current_token(request) != ""
    token = ""
    form = step.form(request.POST, request.FILES)
    answers = drafts.read_answers(draft=draft) if draft else {}
    if not form.is_valid():
        return _show(request, step, form, draft, answers, status=422)
    if draft is None:
        draft, token = drafts.start(at=timezone.now())
    try:
        if step.slug == "files" and (answer := _take_files(request, form, draft)) is not None:
            return _with_token(answer, token)
        kept = {} if step.slug == "files" else storable(form.cleaned_data)
        drafts.save_answer(draft=draft, step=step.slug, answer=kept)
    except (drafts.DraftGone, KeyDestroyed):
        return redirect("report_sent")
    return _with_token(redirect(_next_address(request, step, answers, is_fresh=is_fresh)), token)


def _next_address(request: HttpRequest, step: Step, answers: dict[str, Any], *, is_fresh: bool) -> str:
    following = after(step.slug, {**answers, step.slug: {}})
    if following is None or "check" in request.GET:
        address = reverse("report_check")
    else:
        address = reverse("report_question", args=[following])
    return f"{address}?expired=1" if is_fresh else address


def _with_token(response: HttpResponse, token: str) -> HttpResponse:
    if token:
        remember(response, token=token)
    return response


def _take_files(request: HttpRequest, form: forms.Form, draft: Draft) -> HttpResponse | None:
    """Remove a file, or take those that were chosen; answer with the page where it is not yet time to go on."""
    if "remove" in request.POST:
        number = request.POST["remove"]
        if number.isdecimal():
            drafts.remove_file(draft=draft, file_id=int(number[:18]))
        return redirect(request.get_full_path())
    for file in form.cleaned_data["files"]:
        try:
            uploads.add_file(draft=draft, file=file, name=file.name, size=file.size, at=timezone.now())
        except Refusal as refusal:
            form.add_error("files", f"{file.name[:80]}: {refusal.reason}")
    if form.errors:
        return _show(request, BY_SLUG["files"], form, draft, drafts.read_answers(draft=draft), status=422)
    return redirect(request.get_full_path()) if "add" in request.POST else None


def _show(
    request: HttpRequest,
    step: Step,
    form: forms.Form,
    draft: Draft | None,
    answers: dict[str, Any],
    *,
    status: int = 200,
) -> HttpResponse:
    number, total = position(step.slug, answers)
    back = before(step.slug, answers)
    context = {
        "step": step,
        "form": form,
        "number": number,
        "total": total,
        "back": reverse("report_question", args=[back]) if back else reverse("start"),
        "is_expired": "expired" in request.GET,
        "files": uploads.list_files(draft=draft) if draft and step.slug == "files" else [],
    }
    return render(request, "public/question.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def check(request: HttpRequest) -> HttpResponse:
    """Show every answer, and send the report."""
    draft = current_draft(request, at=timezone.now())
    if draft is None:
        return render(request, "public/draft_gone.html", status=410)
    if draft.submitted_at is not None:
        return redirect("report_sent")
    stored = drafts.read_answers(draft=draft)
    error = ""
    if request.method == "POST":
        answers = build_answers(stored, language=get_language() or "en-gb")
        try:
            submission.submit(draft=draft, token=current_token(request), answers=answers, at=timezone.now())
        except submission.DraftChanged:
            return redirect("report_check")
        except drafts.DraftGone:
            return render(request, "public/draft_gone.html", status=410)
        except submission.NothingToReport as refusal:
            error = str(refusal)
        else:
            return redirect("report_sent")
    context = {
        "rows": answer_rows(stored, files=uploads.list_files(draft=draft)),
        "error": error,
        "is_expired": "expired" in request.GET,
    }
    return render(request, "public/check.html", context, status=422 if error else 200)


@require_safe
def sent(request: HttpRequest) -> HttpResponse:
    """Show the reference and the receipt code."""
    draft = current_draft(request, at=timezone.now())
    if draft is None:
        return render(request, "public/draft_gone.html", status=410)
    if draft.submitted_at is None:
        return redirect("report_check")
    context = {
        "report": Report.objects.get(id=draft.id),
        "code": submission.receipt_code(token=current_token(request)),
        "hours": get_clocks().hours["received"],
    }
    return render(request, "public/sent.html", context)


@require_POST
def finish(request: HttpRequest) -> HttpResponse:
    """Forget the draft on this device."""
    draft = current_draft(request, at=timezone.now())
    if draft is not None and draft.submitted_at is None:
        drafts.discard(draft=draft, at=timezone.now())
    response = redirect("start")
    forget(response)
    return response
