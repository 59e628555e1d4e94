"""One case in the portal of forces: what the API tells of it, further reports, and saying that it arrived."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_POST, require_safe

from hatehub.accounts.staff import StaffRequest
from referrals.registries import read_case_sections
from referrals.selectors.force_talk import of_case
from referrals.services import answering, case_detail, force_talk, handing_out
from referrals.services.answering import NotYours
from referrals.services.case_reports import BadCursor
from referrals.web.portal_case_rows import case_rows, report_row, section_rows, talk_rows
from referrals.web.portal_frame import for_force, show
from triage.selectors.queues import names_of


@require_safe
@for_force
def case(request: StaffRequest, reference: str) -> HttpResponse:
    """Show one case of the force; the reading is recorded. Answers of the hub count as read from now on."""
    by, at = request.actor, timezone.now()
    found = case_detail.read_case(reference=reference, by=by, at=at)
    sections = read_case_sections(case=found["case"], is_whole=found["is_whole"], by=by, at=at)
    talk = of_case(case=found["case"], by=by)
    texts = force_talk.read_texts(messages=talk.messages)
    rows = talk_rows(talk, texts)
    force_talk.note_seen(messages=talk.messages, by=by, at=at)
    context = {
        "found": found,
        "case": found["case"],
        **case_rows(found, by=by, at=at),
        **rows,
        "sections": section_rows(sections),
        "versions": handing_out.list_versions(reference=found["reference"], by=by) if found["is_whole"] else [],
        "report_level": 3,
        "more": _more(found["reports_next"]),
    }
    return show(request, "case", context)


@require_safe
@for_force
def reports(request: StaffRequest, reference: str) -> HttpResponse:
    """Show the reports of a large case after a cursor; the reading is recorded."""
    try:
        page = case_detail.read_more_reports(
            reference=reference, after=request.GET.get("after", ""), by=request.actor, at=timezone.now()
        )
    except BadCursor:
        raise Http404 from None
    names = names_of()
    context = {
        "case_reference": reference,
        "reports": [report_row(each, names=names) for each in page.reports],
        "report_level": 2,
        "more": _more(page.following),
    }
    return show(request, "reports", context)


@require_POST
@for_force
def acknowledge(request: StaffRequest, reference: str) -> HttpResponse:
    """Say that the case has arrived. It is no answer."""
    try:
        answering.acknowledge(reference=reference, by=request.actor, at=timezone.now())
    except NotYours as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "The hub knows that the case has arrived. Your answer is still awaited.")
    return redirect("force_case", reference)


def _more(cursor: Any) -> str:
    return f"?{urlencode({'after': cursor})}" if cursor else ""
