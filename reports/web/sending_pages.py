"""The end of the public form: check your answers, sent, and forgotten on this device."""

import hashlib
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from reports.forms.lodging import build_answers
from reports.forms.steps import Stored, is_short, path_of
from reports.models import Draft, Report
from reports.services import drafts, flood, submission, uploads, work
from reports.web import trap, work_asked
from reports.web.answer_rows import answer_sections
from reports.web.draft_cookie import current_draft, current_token, forget
from reports.web.form_pages import stored_answers
from reports.web.limits import retry_after
from reports.web.network import network_of

SHOWN_FOR = timedelta(hours=1)
"""How long the browser that sent a report can see its receipt code: long enough to copy it, on a shared device too."""


@require_http_methods(["GET", "HEAD", "POST"])
def check(request: HttpRequest) -> HttpResponse:
    """Show every answer, and send the report."""
    draft = current_draft(request, at=timezone.now())
    if draft is None:
        return render(request, "public/draft_gone.html", status=410)
    if draft.submitted_at is not None:
        return redirect("report_sent")
    if request.method != "POST":
        return _show(request, draft)
    try:
        trap.note(request, draft)
        return _send(request, draft)
    except drafts.DraftGone:
        return render(request, "public/draft_gone.html", status=410)


def _send(request: HttpRequest, draft: Draft) -> HttpResponse:
    if request.POST.get("seen", _seen(draft)) != _seen(draft):
        messages.warning(request, _("Your answers have changed since this page was opened. Check them again."))
        return redirect("report_check")
    at = timezone.now()
    stored = stored_answers(draft)
    verdict = work_asked.judge(request, stored, at=at)
    try:
        work_asked.check(request, draft, verdict, at=at)
        submission.submit(
            draft=draft,
            token=current_token(request),
            answers=build_answers(stored, language=get_language() or "en-gb"),
            at=at,
            is_in_burst=verdict.is_in_burst,
        )
    except work.NotDone as refusal:
        return _ask_again(request, draft, refusal)
    except submission.DraftChanged:
        return redirect("report_check")
    except submission.NothingToReport:
        return _show(request, draft, status=422, is_empty=True)
    flood.note_sent(network=network_of(request, at=at), at=at)
    return redirect("report_sent")


def _seen(draft: Draft) -> str:
    """Return a mark of the answers as they stand, so that what another tab changed is not sent unseen."""
    return hashlib.sha256(bytes(draft.sealed_answers or b"")).hexdigest()[:32]


def _ask_again(request: HttpRequest, draft: Draft, refusal: work.NotDone) -> HttpResponse:
    asked = work_asked.context_of(refusal.challenge, why=refusal.why)
    page = _show(request, draft, status=429, work=asked)
    return retry_after(page, refusal.challenge.wait_seconds)


def _show(
    request: HttpRequest,
    draft: Draft,
    *,
    status: int = 200,
    is_empty: bool = False,
    work: dict[str, Any] | None = None,
) -> HttpResponse:
    stored = stored_answers(draft)
    context = {
        "sections": answer_sections(stored, files=uploads.list_files(draft=draft)),
        "back": reverse("report_question", args=[path_of(stored)[-1].slug]),
        "first": reverse("report_question", args=["link" if is_short(stored) else "links"]),
        "seen": _seen(draft),
        "is_empty": is_empty,
        "is_expired": "expired" in request.GET,
        "work": work or _asked_now(request, draft, stored),
    }
    return render(request, "public/check.html", context, status=status)


def _asked_now(request: HttpRequest, draft: Draft, stored: Stored) -> dict[str, Any] | None:
    at = timezone.now()
    verdict = work_asked.judge(request, stored, at=at)
    if not verdict.bits:
        return None
    return work_asked.context_of(work.ask(draft_id=draft.id, verdict=verdict, at=at))


@require_safe
def sent(request: HttpRequest) -> HttpResponse:
    """Show the reference and the receipt code."""
    draft = current_draft(request, at=timezone.now())
    if draft is None:
        return render(request, "public/draft_gone.html", status=410)
    if draft.submitted_at is None:
        return redirect("report_check")
    if draft.submitted_at < timezone.now() - SHOWN_FOR:
        return render(request, "public/draft_gone.html", status=410)
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
