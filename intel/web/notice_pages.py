"""Pages of notices, for supervisors: what arises, why, and what is done with it."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from hatehub.accounts.roles import Action
from hatehub.accounts.staff import StaffRequest, holders_of
from intel.forms.notices import SHOWN, NoticeActForm, NoticeFilterForm
from intel.models import Notice, NoticeAct
from intel.rules.notice_steps import State, Step, open_steps
from intel.selectors import notices as reading
from intel.selectors.notice_words import COLOURS, Names, headline, reasons
from intel.selectors.notices import NoticeCase
from intel.services import notice_acts
from intel.services.notice_acts import NoticeRefused
from intel.web.notice_figures import figure
from triage.selectors.queues import names_of
from triage.web.figure_tables import csv_answer
from triage.web.wording import STATES


@require_safe
@holders_of(Action.WORK_NOTICES)
def index(request: StaffRequest) -> HttpResponse:
    """List the notices, the newest first; those that stand, unless others are asked for."""
    form = NoticeFilterForm(request.GET)
    states, kind = form.wanted()
    page = reading.list_notices(states=states, kind=kind, page=request.GET.get("page"), by=request.actor)
    counts, names = reading.count_by_state(by=request.actor), names_of()
    tallies = [{"text": text, "n": sum(counts[each] for each in states)} for text, states in SHOWN.values()]
    context = {"form": form, "rows": [_row(each, names) for each in page], "page": page, "tallies": tallies}
    return render(request, "hub/notices.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@holders_of(Action.WORK_NOTICES)
def notice(request: StaffRequest, notice_id: UUID) -> HttpResponse:
    """Show a notice with what it rests on, and take what a supervisor does with it."""
    seen = notice_acts.look(notice_id=notice_id, by=request.actor, at=timezone.now())
    if seen is None:
        raise Http404
    row, names = seen.notice, names_of()
    shown = figure(row, seen.arrived)
    if "csv" in request.GET:
        table = next((each for each in shown.tables if each.code == request.GET["csv"]), None) if shown else None
        if table is None:
            raise Http404
        return csv_answer(table, day=timezone.localdate())
    steps = open_steps(State(row.state))
    sent = request.POST if request.method == "POST" else None
    form = NoticeActForm(sent, steps=steps, acts=row.acts_count)
    if request.method == "POST" and form.is_valid() and _acted(request, row, form):
        messages.success(request, _("Recorded."))
        return redirect("hub_notice", row.id)
    context = {
        **_row(row, names),
        "form": form if steps else None,
        "reasons": reasons(row, names),
        "figure": shown,
        "cases": [_case(each) for each in seen.cases],
        "more_cases": seen.more_cases,
        "acts": [_act(each) for each in seen.acts],
        "subject": seen.subject,
        "surge": seen.surge,
    }
    return render(request, "hub/notice.html", context, status=422 if form.errors else 200)


def _acted(request: StaffRequest, row: Notice, form: NoticeActForm) -> bool:
    given = form.cleaned_data
    try:
        notice_acts.act(
            notice_id=row.id,
            step=Step(given["step"]),
            words=given["words"],
            quiet_until=given["quiet_until"],
            expected_acts=given["acts"],
            by=request.actor,
            at=timezone.now(),
        )
    except NoticeRefused as refusal:
        form.add_error(refusal.field or None, str(refusal))
        return False
    return True


def _row(row: Notice, names: Names) -> dict[str, Any]:
    return {
        "row": row,
        "kind": row.get_kind_display(),
        "headline": headline(row, names),
        "state": row.get_state_display(),
        "colour": COLOURS[row.state],
        "holder": row.held_by.partition(":")[2],
    }


def _case(each: NoticeCase) -> dict[str, Any]:
    return {"each": each, "state": STATES[each.case.lead.state], "forces": ", ".join(each.forces)}


def _act(each: NoticeAct) -> dict[str, Any]:
    return {"row": each, "step": each.get_step_display(), "by": each.by.partition(":")[2] or _("The hub")}
