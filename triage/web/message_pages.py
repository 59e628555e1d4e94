"""Talking with complainants: what they wrote, and questions to them."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from hatehub.accounts.staff import StaffRequest
from reports.models import Case, Report
from reports.selectors.conversation import find_question
from reports.services.messaging import QuestionClosed
from reports.services.workflow import StaleReport
from triage.forms.reasons import ReasonForm
from triage.forms.telling import AskForm
from triage.registries import Asked, Tab, register_tab
from triage.selectors.talks import list_talks
from triage.services import talking
from triage.web.case_pages import frame_context, with_case
from triage.web.reply_rows import offered_context, offered_for, with_reply
from triage.web.standing import CaseRequest, labels_of


def messages_context(case: Case, asked: Asked) -> dict[str, Any]:
    """Return a page of what was said, by report, and what of it nobody has read."""
    after = asked.get("after")
    page = list_talks(case=case, after=after, by=asked.by)
    return {
        "talks": page.talks,
        "has_others": page.has_others,
        "unread": page.unread,
        "unread_ids": " ".join(map(str, page.unread_ids)),
        "unread_here": len(page.unread_ids),
        "is_further_on": bool(after),
        "paging": {"previous": "", "next": f"?{urlencode({'after': page.following})}" if page.following else ""},
    }


@require_http_methods(["GET", "HEAD", "POST"])
@with_case
def ask(request: CaseRequest, case: Case, report_id: UUID) -> HttpResponse:
    """Ask a complainant something, beginning with a reply that was picked, if any: picking sends nothing."""
    report = _member(case, report_id)
    request.standing.watch(report)
    offered = offered_for(report, by=request.actor)
    picked = request.GET.get("reply", "") if request.method != "POST" else request.POST.get("reply", "")
    is_picking = request.method != "POST" or "insert" in request.POST
    if is_picking:
        typed = request.POST.get("text", "").replace("\0", "")
        form = AskForm(initial={"text": with_reply(typed, picked, report=report, offered=offered)})
    else:
        form = AskForm(request.POST)
    if not is_picking and form.is_valid():
        text = form.cleaned_data["text"]
        try:
            with request.standing.acting(case):
                talking.ask(report_id=report.id, text=text, by=request.actor, at=timezone.now())
        except StaleReport as refusal:
            request.standing.refuse(refusal, case, form)
        else:
            messages.success(request, _("The question is on the complainant's page, and a message is on its way."))
            return redirect("hub_case_tab", case.reference, "messages")
    context = {**frame_context(case, active="messages"), "form": form, "report": report}
    context |= {"offered": offered_context(report, offered), "picked": picked}
    return render(request, "hub/ask.html", context, status=request.standing.status(form))


@require_POST
@with_case
def mark_read(request: StaffRequest, case: Case) -> HttpResponse:
    """Note that an officer has read what the page showed of what complainants of a case wrote."""
    shown = [int(each[:18]) for each in request.POST.get("messages", "").split() if each.isdecimal()]
    talking.mark_read(case=case, message_ids=shown, by=request.actor, at=timezone.now())
    return redirect("hub_case_tab", case.reference, "messages")


@require_http_methods(["GET", "HEAD", "POST"])
@with_case
def take_back(request: CaseRequest, case: Case, question_id: int) -> HttpResponse:
    """Take back a question that needs no answer any more."""
    question = find_question(question_id=question_id, report_ids=case.reports.values("id"))
    if question is None:
        raise Http404
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        try:
            talking.take_back(question_id=question_id, by=request.actor, at=timezone.now(), reason=reason)
        except QuestionClosed:
            back = reverse("hub_case_tab", args=[case.reference, "messages"])
            return request.standing.gone(
                _("The question was answered or taken back meanwhile."), back=back, labels=labels_of(form)
            )
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
    title = gettext_lazy("Messages")
    register_tab(
        Tab(code="messages", title=title, position=25, template=template, context=messages_context, has_pages=True)
    )
