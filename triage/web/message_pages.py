"""Talking with complainants: what they wrote, and questions to them."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from hatehub.accounts.staff import StaffRequest
from reports.models import Case, Report
from reports.selectors.conversation import find_question, list_unread, said_by_report
from reports.services import messaging
from triage.forms import AskForm, ReasonForm
from triage.registries import Tab, register_tab
from triage.selectors import cases
from triage.web.case_pages import frame_context, with_case


def messages_context(case: Case) -> dict[str, Any]:
    """Return what was said, by report, and what of it nobody has read."""
    members = cases.list_members(case=case)
    ids = [report.id for report in members]
    said, unread = said_by_report(report_ids=ids), [message.id for message in list_unread(report_ids=ids)]
    return {
        "talks": [
            {"report": report, "is_lead": report.id == case.lead_id, "said": said.get(report.id, [])}
            for report in members
        ],
        "unread": len(unread),
        "unread_ids": " ".join(map(str, unread)),
    }


@require_http_methods(["GET", "HEAD", "POST"])
@with_case
def ask(request: StaffRequest, case: Case, report_id: UUID) -> HttpResponse:
    """Ask a complainant something."""
    report = _member(case, report_id)
    form = AskForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        text = form.cleaned_data["text"]
        messaging.ask(report_id=report.id, text=text, by=request.actor, at=timezone.now())
        messages.success(request, _("The question is on the complainant's page, and a message is on its way."))
        return redirect("hub_case_tab", case.reference, "messages")
    context = {**frame_context(case, active="messages"), "form": form, "report": report}
    return render(request, "hub/ask.html", context, status=422 if form.errors else 200)


@require_POST
@with_case
def mark_read(request: StaffRequest, case: Case) -> HttpResponse:
    """Note that an officer has read what the page showed of what complainants of a case wrote."""
    own = list(case.reports.values_list("id", flat=True))
    shown = [int(each[:18]) for each in request.POST.get("messages", "").split() if each.isdecimal()]
    messaging.mark_read(report_ids=own, message_ids=shown, by=request.actor, at=timezone.now())
    return redirect("hub_case_tab", case.reference, "messages")


@require_http_methods(["GET", "HEAD", "POST"])
@with_case
def take_back(request: StaffRequest, case: Case, question_id: int) -> HttpResponse:
    """Take back a question that needs no answer any more."""
    question = find_question(question_id=question_id, report_ids=case.reports.values("id"))
    if question is None:
        raise Http404
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        try:
            messaging.take_back(question_id=question_id, by=request.actor, at=timezone.now(), reason=reason)
        except messaging.QuestionClosed:
            messages.warning(request, _("It was answered or taken back meanwhile."))
        return redirect("hub_case_tab", case.reference, "messages")
    context = {**frame_context(case, active="messages"), "form": form, "question": question}
    return render(request, "hub/take_back.html", context, status=422 if form.errors else 200)


def _member(case: Case, report_id: UUID) -> Report:
    report = case.reports.filter(id=report_id).first()
    if report is None:
        raise Http404
    return report


def register_all() -> None:
    """Add the tab of messages."""
    template = "hub/tabs/messages.html"
    register_tab(
        Tab(code="messages", title=gettext_lazy("Messages"), position=25, template=template, context=messages_context)
    )
