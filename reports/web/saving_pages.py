"""Saving an unfinished report, and going on with it later or on another device."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from reports.forms.following import ResumeForm
from reports.forms.steps import path_of
from reports.services import drafts, guessing
from reports.web.draft_cookie import current_draft, current_token, forget, remember
from reports.web.form_pages import stored_answers
from reports.web.limits import retry_after, too_many_tries
from reports.web.network import network_of


@require_safe
def saved(request: HttpRequest) -> HttpResponse:
    """Show the code by which an unfinished report is found again."""
    draft = current_draft(request, at=timezone.now())
    if draft is None:
        return render(request, "public/draft_gone.html", status=410)
    try:
        code = drafts.save_for_later(draft=draft, token=current_token(request))
    except drafts.DraftGone:
        return redirect("report_sent")
    stored = stored_answers(draft)
    context = {"code": code, "expires_at": draft.expires_at, "next": _next_page(stored)}
    return render(request, "public/saved.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def resume(request: HttpRequest) -> HttpResponse:
    """Ask for the code, and go on where the person stopped."""
    form = ResumeForm(request.POST if request.method == "POST" else None)
    if request.method != "POST" or not form.is_valid():
        return render(request, "public/resume.html", {"form": form}, status=422 if form.is_bound else 200)
    at, code = timezone.now(), form.cleaned_data["code"]
    try:
        draft, token = guessing.resume_draft(code=code, network=network_of(request, at=at), at=at)
    except guessing.TooManyTries as refusal:
        form.add_error("code", too_many_tries(refusal))
        return retry_after(render(request, "public/resume.html", {"form": form}, status=429), refusal.seconds)
    except drafts.DraftGone:
        form.add_error("code", _("There is no unfinished report under this code. Check it, or start a new report."))
        return render(request, "public/resume.html", {"form": form}, status=422)
    response = redirect(_next_page(stored_answers(draft)))
    remember(response, token=token)
    return response


@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    """Forget a saved draft on this device; it stays on the server for whoever has the code."""
    response = redirect("start")
    forget(response)
    return response


def _next_page(stored: dict[str, object]) -> str:
    """Return the first page that was not answered yet."""
    unseen = (step.slug for step in path_of(stored) if step.slug not in stored and step.slug not in ("help", "posts"))
    following = next(unseen, None)
    return reverse("report_question", args=[following]) if following else reverse("report_check")
