"""Work in bulk: choosing cases and what is done to them, the dry run, the progress, stopping and undoing."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hatehub.accounts.roles import is_allowed
from hatehub.accounts.staff import StaffRequest, staff_only
from triage.forms.bulk import ActForm, AskAllForm, BandForm, CloseAllForm, GiveForm, ReferencesForm
from triage.forms.reasons import ReasonForm
from triage.models import BulkRun
from triage.selectors import bulk_runs
from triage.selectors.bulk_facts import leads_of_references
from triage.selectors.claims import name_of
from triage.services import bulk
from triage.services.bulk import BulkRefused
from triage.services.bulk_acts import ACTS
from triage.web import bulk_rows, bulk_words
from triage.web.bulk_choosing import NotTold, ids_chosen, matching
from triage.web.queue_pages import viewer_of

State = BulkRun.State
RUNNING = frozenset({State.QUEUED, State.RUNNING, State.UNDOING})
STOPPABLE = frozenset({State.QUEUED, State.RUNNING})
UNDOABLE = frozenset({State.QUEUED, State.RUNNING, State.DONE, State.STOPPED})
MOST_NAMED = 10
ELSEWHERE = {"assess": "hub_bulk_assess", bulk_words.MERGE: "hub_bulk_merge"}


@require_http_methods(["GET", "HEAD", "POST"])
@staff_only
def runs(request: StaffRequest) -> HttpResponse:
    """Show an officer's own runs; begin one with cases chosen from a list, all that match, or by their references."""
    form = ReferencesForm(request.POST if "references" in request.POST else None)
    if request.method == "POST":
        try:
            ids, left_out = _chosen(request, form)
            run = bulk.plan(report_ids=ids, by=request.actor, at=timezone.now(), left_out=left_out)
        except (BulkRefused, NotTold) as refusal:
            if not form.is_bound or not form.errors:
                messages.warning(request, str(refusal))
        else:
            return _lead_on(request, run, request.POST.get("act", ""))
    context = {"form": form, "rows": bulk_rows.run_rows(bulk_runs.list_runs(by=request.actor))}
    return render(request, "hub/bulk_runs.html", context, status=422 if request.method == "POST" else 200)


def _chosen(request: StaffRequest, form: ReferencesForm) -> tuple[list[UUID], int]:
    """Return the reports that are chosen, and how many more there were. Raises NotTold where it cannot be told."""
    if form.is_bound:
        return _named(request, form), 0
    if request.POST.get("all"):
        query, viewer = request.POST.get("query", ""), viewer_of(request)
        return matching(query, viewer=viewer, by=request.actor, at=timezone.now())
    return ids_chosen(request.POST.getlist("reports")), 0


def _named(request: StaffRequest, form: ReferencesForm) -> list[UUID]:
    if not form.is_valid():
        raise NotTold
    references = form.cleaned_data["references"]
    found = leads_of_references(references=references)
    unknown = [reference for reference in references if reference not in found]
    if unknown:
        named = ", ".join(unknown[:MOST_NAMED])
        text = ngettext("%(n)d is not known: %(named)s", "%(n)d are not known: %(named)s", len(unknown))
        form.add_error("references", text % {"n": len(unknown), "named": named})
        raise NotTold
    return list(found.values())


@require_safe
@staff_only
def run(request: StaffRequest, run_id: UUID) -> HttpResponse:
    """Show what a run is: to be chosen, tried, or worked."""
    found = found_run(request, run_id)
    if found.state == State.PLANNED:
        is_tried = found.act and "again" not in request.GET
        return _show_tried(request, found, form=ReasonForm()) if is_tried else _show_acts(request, found)
    return _show_run(request, found, form=ReasonForm())


@require_POST
@staff_only
def choose(request: StaffRequest, run_id: UUID) -> HttpResponse:
    """Choose what is done; ask what that needs to know, and try it."""
    found, act = found_run(request, run_id), request.POST.get("act", "")
    if act not in bulk_words.ACTS:
        return _show_acts(request, found, form=_act_form(request, bound=True))
    if act not in FORMS or "go" not in request.POST:
        return _lead_on(request, found, act)
    form = FORMS[act](request)
    if not form.is_valid():
        return _show_form(request, found, act, form)
    return try_out(request, found, act, form.wanted())  # type: ignore[attr-defined]


def _lead_on(request: StaffRequest, found: BulkRun, act: str) -> HttpResponse:
    """Go to what comes next once an act is chosen: its questions, or at once the dry run."""
    if act in ELSEWHERE:
        return redirect(ELSEWHERE[act], found.id)
    if act in FORMS:
        return _show_form(request, found, act, FORMS[act](request), status=200)
    if act in ACTS:
        return try_out(request, found, act, {})
    return redirect("hub_bulk", found.id)


def try_out(request: StaffRequest, found: BulkRun, act: str, wanted: dict[str, Any]) -> HttpResponse:
    """Try an act on a plan, and show what it would do."""
    try:
        bulk.choose(run_id=found.id, act=act, wanted=wanted, by=request.actor, at=timezone.now())
    except BulkRefused as refusal:
        messages.warning(request, str(refusal))
    return redirect("hub_bulk", found.id)


@require_POST
@staff_only
def confirm(request: StaffRequest, run_id: UUID) -> HttpResponse:
    """Have a plan carried out, with a reason."""
    found, form = found_run(request, run_id), ReasonForm(request.POST)
    if not form.is_valid() and found.state == State.PLANNED and found.act:
        return _show_tried(request, found, form=form)
    try:
        act, reason = request.POST.get("act", ""), form.cleaned_data.get("reason", "")
        bulk.confirm(run_id=found.id, act=act, by=request.actor, at=timezone.now(), reason=reason)
    except BulkRefused as refusal:
        messages.warning(request, str(refusal))
    return redirect("hub_bulk", found.id)


@require_POST
@staff_only
def stop(request: StaffRequest, run_id: UUID) -> HttpResponse:
    """Do no more of a run."""
    found = found_run(request, run_id)
    try:
        bulk.stop(run_id=found.id, by=request.actor, at=timezone.now())
    except BulkRefused as refusal:
        messages.warning(request, str(refusal))
    return redirect("hub_bulk", found.id)


@require_POST
@staff_only
def undo(request: StaffRequest, run_id: UUID) -> HttpResponse:
    """Take back what a run has done, with a reason."""
    found, form = found_run(request, run_id), ReasonForm(request.POST)
    if not form.is_valid() and found.state in UNDOABLE:
        return _show_run(request, found, form=form)
    try:
        reason = form.cleaned_data.get("reason", "")
        bulk.undo(run_id=found.id, by=request.actor, at=timezone.now(), reason=reason)
    except BulkRefused as refusal:
        messages.warning(request, str(refusal))
    return redirect("hub_bulk", found.id)


@require_POST
@staff_only
def discard(request: StaffRequest, run_id: UUID) -> HttpResponse:
    """Forget a plan."""
    try:
        bulk.discard(run_id=found_run(request, run_id).id, by=request.actor)
    except BulkRefused as refusal:
        messages.warning(request, str(refusal))
        return redirect("hub_bulk", run_id)
    messages.success(request, _("Nothing was done."))
    return redirect("hub_queue")


@require_safe
@staff_only
def left_out(request: StaffRequest, run_id: UUID) -> HttpResponse:
    """Show, page by page, what was left out or could not be undone."""
    found = found_run(request, run_id)
    page = bulk_runs.list_left_out(run=found, after=request.GET.get("after", ""))
    context = {
        "run": found,
        "title": bulk_words.ACTS.get(found.act, ""),
        "rows": bulk_rows.left_out_rows(page.items),
        "paging": {"previous": "", "next": f"?after={page.following}" if page.following else ""},
    }
    return render(request, "hub/bulk_left_out.html", context)


def found_run(request: StaffRequest, run_id: UUID) -> BulkRun:
    """Return a run that this officer may see, or answer 404."""
    found = bulk_runs.find_run(run_id=run_id, by=request.actor)
    if found is None:
        raise Http404
    return found


def _act_form(request: StaffRequest, *, bound: bool = False) -> ActForm:
    allowed = [
        (code, text)
        for code, text in bulk_words.ACTS.items()
        if code not in ACTS or is_allowed(role=request.actor.role, action=ACTS[code].action)
    ]
    return ActForm(request.POST if bound else None, acts=allowed, hints=dict(bulk_words.HINTS))


def _show_acts(request: StaffRequest, found: BulkRun, form: ActForm | None = None) -> HttpResponse:
    context = {"run": found, "form": form or _act_form(request)}
    return render(request, "hub/bulk_acts.html", context, status=422 if form else 200)


def _show_form(request: StaffRequest, found: BulkRun, act: str, form: forms.Form, *, status: int = 422) -> HttpResponse:
    context = {"run": found, "act": act, "title": bulk_words.ACTS[act], "form": form}
    return render(request, "hub/bulk_form.html", context, status=status)


def _show_tried(request: StaffRequest, found: BulkRun, *, form: ReasonForm) -> HttpResponse:
    tried = bulk_runs.tried(run=found)
    context = {
        "run": found,
        "title": bulk_words.ACTS[found.act],
        "form": form,
        "wanted": bulk_rows.wanted_rows(found),
        "facts": bulk_rows.tried_rows(found, tried),
        "reasons": bulk_rows.reason_rows(tried.reasons),
        "cases": tried.cases,
    }
    return render(request, "hub/bulk_tried.html", context, status=422 if form.errors else 200)


def _show_run(request: StaffRequest, found: BulkRun, *, form: ReasonForm) -> HttpResponse:
    is_running = found.state in RUNNING
    is_undoing = found.state == State.UNDOING
    context = {
        "run": found,
        "title": bulk_words.ACTS[found.act],
        "state": bulk_words.STATES[found.state],
        "is_running": is_running,
        "can_stop": found.state in STOPPABLE,
        "can_undo": found.state in UNDOABLE and ACTS[found.act].undo is not None and (found.done or is_running),
        "undoing": bulk_words.UNDOING[found.act],
        "worked": found.undone + found.kept if is_undoing else found.done + found.refused,
        "whole": found.done if is_undoing else found.total,
        "figures": bulk_rows.figures_of(found),
        "wanted": bulk_rows.wanted_rows(found),
        "reasons": [] if is_running else bulk_rows.reason_rows(bulk_runs.reasons(run=found)),
        "form": form,
    }
    return render(request, "hub/bulk_run.html", context, status=422 if form.errors else 200)


def _typed(request: StaffRequest) -> Any:
    return request.POST if "go" in request.POST else None


def _give_form(request: StaffRequest) -> GiveForm:
    officers = [(officer.id, name_of(officer)) for officer in bulk_runs.list_officers(by=request.actor)]
    return GiveForm(_typed(request), officers=officers)


FORMS: dict[str, Callable[[StaffRequest], forms.Form]] = {
    "give": _give_form,
    "ask": lambda request: AskAllForm(_typed(request)),
    "priority": lambda request: BandForm(_typed(request)),
    "close": lambda request: CloseAllForm(_typed(request)),
}
