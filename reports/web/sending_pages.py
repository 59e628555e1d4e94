"""The end of the public form: check your answers, sent, and forgotten on this device."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from reports.models import Draft, Report
from reports.services import drafts, submission, uploads
from reports.web.answer_rows import answer_sections
from reports.web.draft_cookie import current_draft, current_token, forget
from reports.web.form_pages import stored_answers
from reports.web.lodging import build_answers
from reports.web.steps import is_short, path_of


@require_http_methods(["GET", "HEAD", "POST"])
def check(request: HttpRequest) -> HttpResponse:
    """Show every answer, and send the report."""
    draft = current_draft(request, at=timezone.now())
    if draft is None:
        return render(request, "public/draft_gone.html", status=410)
    if draft.submitted_at is not None:
        return redirect("report_sent")
    return _send(request, draft) if request.method == "POST" else _show(request, draft)


def _send(request: HttpRequest, draft: Draft) -> HttpResponse:
    answers = build_answers(stored_answers(draft), language=get_language() or "en-gb")
    try:
        submission.submit(draft=draft, token=current_token(request), answers=answers, at=timezone.now())
    except submission.DraftChanged:
        return redirect("report_check")
    except drafts.DraftGone:
        return render(request, "public/draft_gone.html", status=410)
    except submission.NothingToReport:
        return _show(request, draft, is_empty=True)
    return redirect("report_sent")


def _show(request: HttpRequest, draft: Draft, *, is_empty: bool = False) -> HttpResponse:
    stored = stored_answers(draft)
    context = {
        "sections": answer_sections(stored, files=uploads.list_files(draft=draft)),
        "back": reverse("report_question", args=[path_of(stored)[-1].slug]),
        "first": reverse("report_question", args=["link" if is_short(stored) else "links"]),
        "is_empty": is_empty,
        "is_expired": "expired" in request.GET,
    }
    return render(request, "public/check.html", context, status=422 if is_empty else 200)


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
