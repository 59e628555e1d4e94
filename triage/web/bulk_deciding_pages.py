"""Deciding the same on many cases, and merging many into one: what the two ask before anything is done."""

from datetime import date
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from hatehub.accounts.staff import StaffRequest, staff_only
from hatehub.reference.models import Offence
from hatehub.reference.selectors import LAWS_OF, list_offences, list_strands
from reports.models import Case
from triage.forms.assessing import DecisionForm, QuestionForm
from triage.forms.bulk import MergeAllForm
from triage.models import BulkRun
from triage.selectors.policies import get_policy, newest_activation
from triage.services import batches, bulk
from triage.services.bulk import BulkRefused
from triage.services.merging.previewing import preview
from triage.web.asking import Asked, ask, is_same_question
from triage.web.assess_pages import CHANGED, NO_POLICY
from triage.web.bulk_pages import found_run, try_out
from triage.web.merge_rows import preview_rows

State = BulkRun.State


@require_http_methods(["GET", "HEAD", "POST"])
@staff_only
def assess(request: StaffRequest, run_id: UUID) -> HttpResponse:
    """Ask the questions of the policy once for all cases of a plan, then try the decision that they lead to."""
    found = found_run(request, run_id)
    if found.state != State.PLANNED:
        return redirect("hub_bulk", found.id)
    if not newest_activation():
        return _show_refused(request, found, str(NO_POLICY))
    asked = ask(request, get_policy())
    if request.POST.get("policy", asked.policy.version) != asked.policy.version:
        return _show(request, found, asked, notice=str(CHANGED), status=409)
    if asked.question and request.method == "POST" and "change" not in request.POST:
        is_same = is_same_question(request, asked.question)
        return _show(request, found, asked, bound=is_same, status=422 if is_same else 200)
    if asked.question or "record" not in request.POST:
        return _show(request, found, asked)
    return _try_out(request, found, asked)


def _try_out(request: StaffRequest, found: BulkRun, asked: Asked) -> HttpResponse:
    form = _decision_form(request, asked, bound=True)
    if not form.is_valid():
        return _show(request, found, asked, form=form, status=422)
    return try_out(request, found, "assess", _wanted(asked, form))


def _wanted(asked: Asked, form: DecisionForm) -> dict[str, Any]:
    """Return the decision in primitives, with where and when its offence is one."""
    code = form.cleaned_data.get("offence")
    given = {each.question: {"answer": each.answer, "reason": each.reason} for each in asked.walked.path}
    wanted: dict[str, Any] = {"policy": asked.policy.version, "answers": given, "flags": form.flags()}
    offence = Offence.objects.filter(code=code).first() if code else None
    if offence is None:
        return wanted
    nations = [nation.value for nation, laws in LAWS_OF.items() if offence.nation in laws]
    law = {"nations": nations, "from": _iso(offence.valid_from), "to": _iso(offence.valid_to)}
    return {**wanted, "offence": offence.code, "law": law}


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _decision_form(request: StaffRequest, asked: Asked, *, bound: bool) -> DecisionForm:
    strands = [(strand.code, strand.name) for strand in list_strands()]
    arguments: dict[str, Any] = {
        "walk": asked.walked,
        "offences": _offences(),
        "strands": strands,
        "named": frozenset(),
    }
    typed = {**request.POST.dict(), "flags": request.POST.getlist("flags"), "version": 0}
    return DecisionForm(request.POST, **arguments) if bound else DecisionForm(initial=typed, **arguments)


def _offences() -> list[tuple[str, str]]:
    """Return every offence of today in any nation: a case elsewhere, or of another day, is left out by itself."""
    today = timezone.localdate()
    found = {offence.code: str(offence) for nation in LAWS_OF for offence in list_offences(nation=nation, on=today)}
    return sorted(found.items(), key=lambda row: row[1])


def _show(
    request: StaffRequest,
    found: BulkRun,
    asked: Asked,
    *,
    form: DecisionForm | None = None,
    bound: bool = False,
    notice: str = "",
    status: int = 200,
) -> HttpResponse:
    shown = form or _form(request, asked, bound=bound)
    context = {
        "run": found,
        **asked.shown(shown),
        "carried": asked.carried_of_decision(request, shown=frozenset(shown.fields)),
        "notice": notice,
    }
    return render(request, "hub/bulk_assess.html", context, status=status)


def _form(request: StaffRequest, asked: Asked, *, bound: bool) -> QuestionForm | DecisionForm:
    if asked.question is None:
        return _decision_form(request, asked, bound=False)
    return asked.form(request, bound=bound)


def _show_refused(request: StaffRequest, found: BulkRun, notice: str) -> HttpResponse:
    return render(request, "hub/bulk_assess.html", {"run": found, "notice": notice}, status=409)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_only
def merge(request: StaffRequest, run_id: UUID) -> HttpResponse:
    """Ask into which case all of a plan are merged, show what that changes, and hand it to a batch of merges."""
    found = found_run(request, run_id)
    if found.state != State.PLANNED:
        return redirect("hub_bulk", found.id)
    form = MergeAllForm(request.POST if request.method == "POST" else None)
    into = _into(form) if form.is_bound and form.is_valid() else None
    if into is None:
        context = {"run": found, "form": form}
        return render(request, "hub/bulk_merge.html", context, status=422 if form.errors else 200)
    ids = list(found.items.exclude(report=into.lead_id).order_by("report").values_list("report", flat=True))
    if request.POST.get("go") and ids:
        return _merge(request, found, ids, into, reason=form.cleaned_data["reason"])
    seen = preview_rows(preview(report_ids=ids, into_case_id=into.id, by=request.actor))
    return render(request, "hub/bulk_merge.html", {"run": found, "form": form, "into": into, "preview": seen})


def _into(form: MergeAllForm) -> Case | None:
    reference = form.cleaned_data["into"].strip().upper()
    into = Case.objects.select_related("lead").filter(reference=reference, merged_into__isnull=True).first()
    if into is None:
        form.add_error("into", _("There is no case under this reference, or it was merged into another."))
    return into


def _merge(request: StaffRequest, found: BulkRun, ids: list[UUID], into: Case, *, reason: str) -> HttpResponse:
    """Start the batch, and forget the plan: the batch has a page of its own."""
    try:
        bulk.discard(run_id=found.id, by=request.actor)
    except BulkRefused:
        return redirect("hub_bulk_runs")
    batch = batches.start(report_ids=ids, into_case_id=into.id, by=request.actor, at=timezone.now(), reason=reason)
    return redirect("hub_batch", batch.id)
