"""What the script of the files page asks for: one file taken, one file removed, each answered as JSON."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from hatehub.vault.services import KeyDestroyed
from reports.models import Draft
from reports.rules.refusals import MAY_PASS, Refusal
from reports.selectors.refusals import sentence_for
from reports.services import drafts, uploads
from reports.services.flood import LimitReached
from reports.web.draft_cookie import current_draft, current_token
from reports.web.file_pages import file_row, remove_file, take_file
from reports.web.form_pages import with_token
from reports.web.limits import count_files, full_in_words, retry_after, start_draft


@require_POST
def add(request: HttpRequest) -> HttpResponse:
    """Take one file and answer what it is; 422 says why it was refused, 409 and 410 that there is no draft for it."""
    draft = current_draft(request, at=timezone.now())
    file = request.FILES.get("file")
    if (draft is None and current_token(request)) or (draft is not None and draft.submitted_at is not None):
        return _no_draft(draft)
    if file is None:
        return _error(_("No file arrived. Try again."), status=400, again=True)
    try:
        count_files(request, number=1)
        draft, token = (draft, "") if draft else start_draft(request)
    except LimitReached as limit:
        return retry_after(_error(full_in_words(limit), status=429, again=True), limit.seconds)
    try:
        kept = take_file(draft, file)
    except Refusal as refusal:
        answer = _error(sentence_for(refusal), status=422, again=refusal.reason in MAY_PASS)
    except (drafts.DraftGone, KeyDestroyed):
        return _no_draft(Draft.objects.filter(id=draft.id).first())
    else:
        answer = JsonResponse(file_row(kept, uploads.read_name(file=kept)))
    return with_token(answer, token)


@require_POST
def remove(request: HttpRequest) -> HttpResponse:
    """Remove one file; one that is not there, or no longer, is no error."""
    draft = current_draft(request, at=timezone.now())
    if draft is None or draft.submitted_at is not None:
        return _no_draft(draft)
    try:
        remove_file(draft, request.POST.get("file", ""))
    except (drafts.DraftGone, KeyDestroyed):
        return _no_draft(Draft.objects.filter(id=draft.id).first())
    return HttpResponse(status=204)


def answer_stale(request: HttpRequest) -> HttpResponse:
    """Say that the security token of the page had gone stale."""
    return _error(_("This page had been open for a long time. Load it again; what you have added is kept."), status=403)


def _no_draft(draft: Draft | None) -> HttpResponse:
    if draft is not None:
        return _error(_("You have already sent this report, so nothing can be added here."), status=409)
    message = _("Your earlier answers are gone: we keep unfinished ones for 7 days only. Load this page again.")
    return _error(message, status=410)


def _error(message: str, *, status: int, again: bool = False) -> HttpResponse:
    """Answer with a sentence; `again` says that trying once more may help."""
    return JsonResponse({"error": message, "again": again}, status=status)
