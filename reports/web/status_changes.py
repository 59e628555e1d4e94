"""What a complainant does on their page: add, answer, change how they are reached and what is shared."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from hatehub.languages.choosing import speak
from hatehub.vault.services import KeyDestroyed
from reports.forms.afterwards import AddForm, ConsentsAgainForm, ContactForm, ReplyForm, SupportForm
from reports.models import Complainant, Report
from reports.rules.refusals import Refusal
from reports.selectors.conversation import find_question
from reports.selectors.refusals import sentence_for
from reports.selectors.status import is_support_offered_here
from reports.services import added_files, messaging, wishes
from reports.web import status_cookie
from reports.web.file_pages import ISOLATE, LONGEST_SHOWN, POP, check_arrived
from reports.web.form_pages import WAS_OPEN_LONG
from reports.web.limits import count_files, says_when_full

View = Callable[..., HttpResponse]
STALE = "hub.stale_token"
"""Set by `ask_again` alone: a name with a dot comes from no header."""


def with_report(view: View) -> View:
    """Give a view the report whose page is open in this browser; without one, ask for reference and code."""

    @wraps(view)
    def opened(request: HttpRequest, **arguments: Any) -> HttpResponse:
        report = status_cookie.opened_report(request)
        if report is None:
            return redirect("status")
        try:
            return view(request, report, **arguments)
        except KeyDestroyed:
            messages.warning(request, _("What you told us about yourself has been erased, so it cannot be changed."))
            return redirect("status_report")

    return opened


def ask_again(request: HttpRequest, view: View, **arguments: Any) -> HttpResponse:
    """Show a page again with what was typed, after its security token had gone stale; nothing is carried out."""
    request.META[STALE] = "yes"
    return view(request, **arguments)


def _is_ready(request: HttpRequest, form: forms.Form) -> bool:
    """Tell whether a form was sent that can be carried out."""
    if request.method != "POST" or not form.is_valid():
        return False
    if STALE in request.META:
        form.add_error(None, WAS_OPEN_LONG)
    return not form.errors


@require_http_methods(["GET", "HEAD", "POST"])
@says_when_full
@with_report
def add(request: HttpRequest, report: Report) -> HttpResponse:
    """Add words and files to a report. Words count as a file does against what one network may add."""
    form = AddForm(request.POST, request.FILES) if request.method == "POST" else AddForm()
    if not _is_ready(request, form):
        return _ask(request, form, title=_("Add something to your report"), has_files=True)
    count_files(request, number=len(form.cleaned_data["files"]) or 1)
    if not _add_files(form, report):
        return _ask(request, form, title=_("Add something to your report"), has_files=True)
    if form.cleaned_data["text"].strip():
        messaging.add_information(report_id=report.id, text=form.cleaned_data["text"], at=timezone.now())
    messages.success(request, _("We have what you added."))
    return redirect("status_report")


def _add_files(form: AddForm, report: Report) -> bool:
    """Take the files one by one; tell whether all were taken. The words are sent when every file is right."""
    for file in form.cleaned_data["files"]:
        try:
            check_arrived(file)
            added_files.add_file(report_id=report.id, file=file, name=file.name, size=file.size, at=timezone.now())
        except Refusal as refusal:
            form.add_error("files", f"{ISOLATE}{file.name[-LONGEST_SHOWN:]}{POP}: {sentence_for(refusal)}")
    return not form.errors


@require_http_methods(["GET", "HEAD", "POST"])
@with_report
def answer(request: HttpRequest, report: Report, number: int) -> HttpResponse:
    """Answer a question of the hub."""
    question = find_question(question_id=number, report_ids=[report.id])
    if question is None:
        raise Http404
    form = ReplyForm(request.POST if request.method == "POST" else None)
    if not _is_ready(request, form):
        return _ask(request, form, title=_("We have a question"), question=question.text)
    try:
        messaging.reply(report_id=report.id, question_id=number, text=form.cleaned_data["text"], at=timezone.now())
    except messaging.QuestionClosed:
        form.add_error(None, _("This question needs no answer any more. You can add what you wrote to your report."))
        return _ask(request, form, title=_("We have a question"), question=question.text)
    messages.success(request, _("We have your answer."))
    return redirect("status_report")


@require_http_methods(["GET", "HEAD", "POST"])
@with_report
def contact(request: HttpRequest, report: Report) -> HttpResponse:
    """Change how the person is reached, and in which language."""
    form = ContactForm(request.POST) if request.method == "POST" else ContactForm(initial=_contact_now(report))
    if not _is_ready(request, form):
        return _ask(request, form, title=_("How we can reach you"))
    chosen = dict(form.cleaned_data)
    language = chosen.pop("language")
    wishes.change_contact(report_id=report.id, at=timezone.now(), **chosen)
    if language != report.language:
        wishes.change_language(report_id=report.id, language=language, at=timezone.now())
    with translation.override(language):
        messages.success(request, _("We will reach you like that from now on."))
    response = redirect("status_report")
    speak(response, language)
    return response


def _contact_now(report: Report) -> dict[str, Any]:
    complainant = Complainant.objects.get(report=report)
    known = wishes.read_own_contact(report=report)
    return {
        "email": known.email,
        "telephone": known.telephone,
        "details_in_mail": complainant.details_in_mail,
        "may_leave_messages": complainant.may_leave_messages,
        "safe_hours": complainant.safe_hours,
        "language": report.language,
    }


@require_http_methods(["GET", "HEAD", "POST"])
@with_report
def consents(request: HttpRequest, report: Report) -> HttpResponse:
    """Give or take back consents."""
    complainant = Complainant.objects.get(report=report)
    known = complainant.identity != Complainant.Identity.ANONYMOUS
    identity = Complainant.Identity.NAMED if known else Complainant.Identity.ANONYMOUS
    now = {name: getattr(complainant, name) for name in wishes.CONSENTS}
    posted = request.POST if request.method == "POST" else None
    form = ConsentsAgainForm(posted, initial=now, identity=identity)
    if not _is_ready(request, form):
        return _ask(request, form, title=_("What may we share?"), is_about_sharing=True)
    wishes.change_consents(report_id=report.id, consents=form.cleaned_data, at=timezone.now())
    messages.success(request, _("We have noted what may be shared."))
    return redirect("status_report")


@require_http_methods(["GET", "HEAD", "POST"])
@with_report
def support(request: HttpRequest, report: Report) -> HttpResponse:
    """Take whether a support service may get in touch; where that is answered, show the report."""
    if not is_support_offered_here(report=report):
        return redirect("status_report")
    form = SupportForm(request.POST if request.method == "POST" else None)
    if not _is_ready(request, form):
        return _ask(request, form, title=_("Would you like support?"), is_about_support=True)
    wants = form.cleaned_data["wants"] == "yes"
    if wishes.answer_support(report_id=report.id, wants=wants, at=timezone.now()):
        thanks = _("Thank you. We ask a support service for you.") if wants else _("Thank you. We do not ask again.")
        messages.success(request, thanks)
    return redirect("status_report")


def _ask(request: HttpRequest, form: forms.Form, *, title: str, **more: Any) -> HttpResponse:
    context = {"form": form, "title": title, **more}
    return render(request, "public/status_form.html", context, status=422 if form.errors else 200)
