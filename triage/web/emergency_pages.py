"""Handing an emergency over to a control room: the number, the text to read out, the log."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from hatehub.accounts.staff import StaffRequest
from hatehub.reference.models import Force
from hatehub.reference.selectors import list_forces
from hatehub.vault.services import KeyDestroyed
from reports.models import Case, Report
from triage.forms.emergency import AttemptForm, BeginForm, NotNeededForm, PassOnForm, TakenForm
from triage.models import Handover, HandoverAttempt
from triage.rules.emergency import kind_of
from triage.selectors import handovers
from triage.services import handing_over
from triage.services.reading_out import open_read_out
from triage.web import told_rows
from triage.web.case_pages import frame_context, with_case
from triage.web.emergency_rows import KINDS, WHYS, address_of, duty_desk, is_told, minutes_clock
from triage.web.legible import erased
from triage.web.read_out_rows import read_out_rows
from triage.web.standing import CaseRequest, labels_of

State = Handover.State
Given = dict[str, Any]
FORMS: dict[str, type[forms.Form]] = {
    "begin": BeginForm,
    "taken": TakenForm,
    "attempt": AttemptForm,
    "pass_on": PassOnForm,
    "not_needed": NotNeededForm,
}


@require_http_methods(["GET", "HEAD", "POST"])
@with_case
def emergency(request: CaseRequest, case: Case) -> HttpResponse:
    """Show the control room's number and the text to read out; note what came of the call."""
    every = handovers.list_of(case=case, by=request.actor)
    report = _report(request, case, every)
    current = next((row for row in every if row.report_id == report.id and row.state in handovers.OPEN), None)
    request.standing.watch(report)
    bound = {}
    if request.method == "POST":
        do = request.POST.get("do", "")
        if do not in FORMS:
            raise Http404
        form = FORMS[do](request.POST, prefix=do)
        if form.is_valid():
            return _carry_out(request, case, report, current, do=do, form=form)
        bound = {do: form}
    context = {**frame_context(case, active="overview"), **_shown(request, case, report, current, every, bound)}
    return render(request, "hub/emergency.html", context, status=422 if bound else 200)


def _report(request: StaffRequest, case: Case, every: list[Handover]) -> Report:
    """Return the report that the address names; else the one whose hand-over is due first, else the lead."""
    asked = request.GET.get("report", "")
    if asked:
        found = handovers.find_report(case=case, report_id=asked)
        if found is None:
            raise Http404
        return found
    first = next((row for row in every if row.state in handovers.OPEN), None)
    return case.reports.select_related("complainant").get(id=first.report_id if first else case.lead_id)


def _carry_out(
    request: CaseRequest, case: Case, report: Report, current: Handover | None, *, do: str, form: forms.Form
) -> HttpResponse:
    if current is None and do not in ("begin", "not_needed"):
        settled = _("A colleague has settled this hand-over already. Here is how it stands now.")
        return _gone(request, case, report, settled, do=do, form=form)
    try:
        said = _DEEDS[do](request, report, current, form.cleaned_data | {"form": form})
    except (handing_over.AlreadyBegun, handing_over.NotOpen) as refusal:
        return _gone(request, case, report, str(refusal), do=do, form=form)
    messages.success(request, said)
    return redirect(address_of(case, report=report))


def _gone(request: CaseRequest, case: Case, report: Report, text: str, *, do: str, form: forms.Form) -> HttpResponse:
    """Keep what was typed where a colleague was faster; where nothing was, lead straight to how it stands."""
    if do in ("begin", "pass_on"):
        messages.warning(request, text)
        return redirect(address_of(case, report=report))
    return request.standing.gone(text, back=address_of(case, report=report), labels=labels_of(form))


def _begin(request: StaffRequest, report: Report, current: Handover | None, given: Given) -> str:
    kind = Handover.Kind(given["kind"])
    handing_over.begin(report_id=report.id, kind=kind, force_code=given["force"], by=request.actor, at=timezone.now())
    return _("Begun. Ring the control room now and read the text out.")


def _taken(request: StaffRequest, report: Report, current: Handover, given: Given) -> str:
    now = timezone.now()
    handing_over.note_taken(
        handover_id=current.id,
        taken_by_name=given["name"],
        incident_number=given["incident_number"],
        taken_at=given["form"].taken_at(now=now),
        by=request.actor,
        at=now,
    )
    return _("Recorded: the control room has taken it. The case goes on as before.")


def _attempt(request: StaffRequest, report: Report, current: Handover, given: Given) -> str:
    why = HandoverAttempt.Why(given["why"])
    handing_over.note_attempt(handover_id=current.id, why=why, note=given["note"], by=request.actor, at=timezone.now())
    return _("Recorded. Try again, or ring another force.")


def _pass_on(request: StaffRequest, report: Report, current: Handover, given: Given) -> str:
    handing_over.pass_on(handover_id=current.id, force_code=given["force"], by=request.actor, at=timezone.now())
    return _("Changed. Ring the control room of this force now.")


def _not_needed(request: StaffRequest, report: Report, current: Handover | None, given: Given) -> str:
    number = handing_over.say_not_needed(
        report_id=report.id,
        reason=given["reason"],
        with_others=given["with_others"],
        by=request.actor,
        at=timezone.now(),
    )
    return _("Recorded: no hand-over is needed.") if number else _("Nothing was recorded: no hand-over was waiting.")


_DEEDS: dict[str, Callable[..., str]] = {
    "begin": _begin,
    "taken": _taken,
    "attempt": _attempt,
    "pass_on": _pass_on,
    "not_needed": _not_needed,
}


def _shown(
    request: StaffRequest,
    case: Case,
    report: Report,
    current: Handover | None,
    every: list[Handover],
    bound: dict[str, forms.Form],
) -> dict[str, Any]:
    has_begun = current is not None and current.state == State.BEGUN
    settled = [row for row in every if row.report_id == report.id and row.state not in handovers.OPEN]
    force = current.force if has_begun and current else _force_asked(request, report)
    return {
        "report": report,
        "is_other": report.id != case.lead_id,
        "danger": told_rows.danger_of(report),
        "has_begun": has_begun,
        "current": _current_row(current) if has_begun and current else None,
        "asks": current is not None or handovers.asks_for_one(report=report),
        "force": force,
        "dial": _dial(force),
        "text": _text(request, report, current, case) if has_begun and current else [],
        "begin": bound.get("begin") or BeginForm(prefix="begin", initial=_initial(report, current, force)),
        "taken": bound.get("taken") or TakenForm(prefix="taken"),
        "attempt": bound.get("attempt") or AttemptForm(prefix="attempt"),
        "pass_on": bound.get("pass_on") or PassOnForm(prefix="pass_on"),
        "not_needed": bound.get("not_needed") or NotNeededForm(prefix="not_needed"),
        "errors": list(bound.values()),
        "opened": next(iter(bound), ""),
        "others": _others(case, every, without=report),
        "settled": [_settled_row(row) for row in settled],
        "is_settled": bool(settled) and current is None,
    }


def _force_asked(request: StaffRequest, report: Report) -> Force | None:
    """Return the force whose number is shown before the hand-over begins: the one asked for, or the victim's."""
    code = request.GET.get("force") or request.POST.get("begin-force") or report.victim_area.get("force") or ""
    return list_forces().filter(code=code).first()


def _dial(force: Force | None) -> dict[str, str]:
    """Return what to ring: the control room, or where its number is not known 999, and the force by name."""
    number = force.control_room_telephone if force else ""
    return {
        "number": number or "999",
        "href": "tel:" + "".join(sign for sign in number or "999" if sign.isdigit() or sign == "+"),
        "other": (force.telephone if force else "") or "101",
        "is_known": "yes" if number else "",
    }


def _initial(report: Report, current: Handover | None, force: Force | None) -> dict[str, Any]:
    kind = current.kind if current else kind_of(report.danger)
    return {"kind": kind, "force": force.code if force else ""}


def _current_row(row: Handover) -> dict[str, Any]:
    return {
        "kind": KINDS[row.kind],
        "started_by": row.started_by.partition(":")[2],
        "started_at": row.started_at,
        "clock": minutes_clock(row.due_at, at=timezone.now()) if row.due_at else "",
        "is_late": row.due_at is not None and row.due_at < timezone.now(),
        "desk": duty_desk(row),
        "is_told": is_told(row),
        "attempts": _attempts(row),
    }


def _attempts(row: Handover) -> list[dict[str, Any]]:
    return [
        {
            "at": each.tried_at,
            "by": each.tried_by.partition(":")[2],
            "force": each.force.name,
            "why": WHYS[each.why],
            "note": each.note,
        }
        for each in sorted(row.attempts.all(), key=lambda each: each.tried_at)
    ]


def _text(request: StaffRequest, report: Report, current: Handover, case: Case) -> list[dict[str, str]]:
    text = open_read_out(report=report, by=request.actor, at=timezone.now())
    return read_out_rows(text, handover=current, case_reference=case.reference)


def _others(case: Case, every: list[Handover], *, without: Report) -> list[dict[str, Any]]:
    return [
        {
            "href": address_of(case, report=row.report),
            "report": row.report.reference,
            "kind": KINDS[row.kind],
            "clock": minutes_clock(row.due_at, at=timezone.now()) if row.due_at else "",
        }
        for row in every
        if row.state in handovers.OPEN and row.report_id != without.id
    ]


def _settled_row(row: Handover) -> dict[str, Any]:
    return {
        "is_taken": row.state == State.TAKEN,
        "kind": KINDS[row.kind],
        "force": row.force.name if row.force else "",
        "taken_by": _taken_by(row),
        "number": row.incident_number,
        "at": row.taken_at or row.settled_at,
        "by": row.settled_by.partition(":")[2],
        "reason": row.reason,
        "attempts": _attempts(row),
    }


def _taken_by(row: Handover) -> str:
    try:
        return handing_over.read_taken_by(handover=row)
    except KeyDestroyed:
        return erased()
