"""The files page of the public form: with a script each file is sent by itself, without one several at once."""

from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.defaultfilters import filesizeformat
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from hatehub.upload_handlers import DroppedFile
from hatehub.vault.services import KeyDestroyed
from reports.forms.files import FilesForm
from reports.forms.steps import BY_SLUG
from reports.models import Draft, DraftFile
from reports.rules.refusals import Reason, Refusal
from reports.rules.uploads import MOST_FILES
from reports.selectors.refusals import kind_in_words, sentence_for
from reports.services import drafts, uploads
from reports.web.draft_cookie import current_draft, current_token, forget
from reports.web.form_pages import next_address, page_frame, stored_answers, with_token
from reports.web.limits import count_files, says_when_full, start_draft

LONGEST_SHOWN = 80
# Laid around a name, so that one written from right to left does not turn the sentence about.
ISOLATE, POP = "\u2068", "\u2069"


@require_http_methods(["GET", "HEAD", "POST"])
@says_when_full
def files(request: HttpRequest) -> HttpResponse:
    """Show the files so far, and take or remove some."""
    draft = current_draft(request, at=timezone.now())
    if draft is not None and draft.submitted_at is not None:
        return redirect("report_sent")
    if request.method == "POST":
        return _keep(request, draft)
    is_expired = draft is None and current_token(request) != ""
    response = _show(request, FilesForm(), draft, is_expired=is_expired)
    if is_expired:
        forget(response)
    return response


def ask_again(request: HttpRequest) -> HttpResponse:
    """Show the page again after its security token had gone stale; files have to be chosen once more."""
    form = FilesForm({})
    form.is_valid()
    message = _("This page had been open for a long time, so nothing was added. Choose your files again.")
    form.add_error("files", message)
    return _show(request, form, current_draft(request, at=timezone.now()), status=403)


def _keep(request: HttpRequest, draft: Draft | None) -> HttpResponse:
    is_fresh = draft is None and current_token(request) != ""
    token = ""
    if draft is None:
        draft, token = start_draft(request)
    try:
        if "remove" in request.POST:
            remove_file(draft, request.POST["remove"])
            response: HttpResponse = redirect(request.get_full_path())
        else:
            response = _take(request, draft, is_fresh=is_fresh)
    except (drafts.DraftGone, KeyDestroyed):
        return redirect("report_sent")
    return with_token(response, token)


def _take(request: HttpRequest, draft: Draft, *, is_fresh: bool) -> HttpResponse:
    """Take every file that can be taken; stay on the page where one was refused, or where that was asked for."""
    form = FilesForm(request.POST, request.FILES)
    form.is_valid()
    count_files(request, number=len(form.cleaned_data["files"]))
    for file in form.cleaned_data["files"]:
        try:
            take_file(draft, file)
        except Refusal as refusal:
            form.add_error("files", f"{ISOLATE}{file.name[-LONGEST_SHOWN:]}{POP}: {sentence_for(refusal)}")
    if form.errors:
        return _show(request, form, draft, is_expired=is_fresh, status=422)
    if "add" in request.POST:
        return redirect(request.get_full_path())
    drafts.save_answer(draft=draft, step="files", answer={})
    address = next_address(request, "files", drafts.read_answers(draft=draft))
    return redirect(f"{address}?expired=1" if is_fresh and "?" not in address else address)


def take_file(draft: Draft, file: UploadedFile) -> DraftFile:
    """Take one file. Raises Refusal, DraftGone."""
    check_arrived(file)
    return uploads.add_file(draft=draft, file=file, name=file.name or "", size=file.size or 0, at=timezone.now())


def check_arrived(file: UploadedFile) -> None:
    """Return quietly for a file that was taken in whole. Raises Refusal for one that was dropped on the way."""
    if isinstance(file, DroppedFile):
        most = MOST_FILES if file.reason == Reason.TOO_MANY else settings.MAX_EVIDENCE_BYTES // 1024 // 1024
        raise Refusal(file.reason, most=most)


def remove_file(draft: Draft, number: str) -> None:
    """Remove the file of this number; one that is not there, or no number at all, is no error."""
    if number.isdecimal():
        drafts.remove_file(draft=draft, file_id=int(number[:18]))


def _show(
    request: HttpRequest, form: FilesForm, draft: Draft | None, *, is_expired: bool = False, status: int = 200
) -> HttpResponse:
    context = {
        **page_frame(BY_SLUG["files"], stored_answers(draft)),
        "form": form,
        "is_expired": is_expired or "expired" in request.GET,
        "files": [file_row(file, name) for file, name in uploads.list_files(draft=draft)] if draft else [],
        "most_files": MOST_FILES,
        "most_bytes": settings.MAX_EVIDENCE_BYTES,
        "too_many": sentence_for(Refusal(Reason.TOO_MANY, most=MOST_FILES)),
        "too_large": sentence_for(Refusal(Reason.TOO_LARGE, most=settings.MAX_EVIDENCE_BYTES // 1024 // 1024)),
    }
    return render(request, "public/files.html", context, status=status)


def file_row(file: DraftFile, name: str) -> dict[str, Any]:
    """Return what the page shows of a file."""
    return {"id": file.id, "name": name, "size": filesizeformat(file.size), "kind": kind_in_words(file.content_type)}
