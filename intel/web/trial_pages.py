"""Trials of methods: listed, begun, shown with what they came to, ended."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from hatehub.accounts.roles import Action, is_allowed
from hatehub.accounts.staff import StaffRequest, holders_of, staff_only
from intel.forms.methods import EndTrialForm, TrialForm
from intel.models import MethodTrial
from intel.rules.trial_shares import Comparison, Stratum
from intel.selectors import trials as reading
from intel.selectors.methods import list_methods
from intel.services import trials
from intel.services.trials import TrialRefused
from intel.web.method_pages import platform_choices
from intel.web.share_picture import share_picture
from intel.web.share_words import VERDICTS, difference_words, share_words
from triage.selectors.queues import names_of
from triage.web.figure_tables import Table, csv_answer

MOST_STRATA = 50


@require_safe
@staff_only
def trial_list(request: StaffRequest) -> HttpResponse:
    """List the trials, those that run first."""
    page = reading.list_trials(page=request.GET.get("page"), by=request.actor)
    may_edit = is_allowed(role=request.actor.role, action=Action.EDIT_METHODS)
    return render(request, "hub/method_trials.html", {"page": page, "may_edit": may_edit})


@require_http_methods(["GET", "HEAD", "POST"])
@holders_of(Action.EDIT_METHODS)
def begin(request: StaffRequest) -> HttpResponse:
    """Begin a trial."""
    methods = [(row.code, row.name) for row in list_methods(by=request.actor) if row.identifies]
    form = TrialForm(_sent(request), methods=methods, platforms=platform_choices())
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            row = trials.begin(
                method_code=given["method"],
                against_code=given["against"],
                platforms=given["platforms"],
                question=given["question"],
                by=request.actor,
                at=timezone.now(),
            )
        except TrialRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The trial has begun. Officers can let chance choose when they plan a line."))
            return redirect("hub_method_trial", row.id)
    return _form_page(request, form, _("Begin a trial"), _("Begin the trial"))


@require_safe
@staff_only
def show(request: StaffRequest, trial_id: UUID) -> HttpResponse:
    """Show what a trial has come to: by chance, and as observed beside it, never mixed."""
    trial = _found(request, trial_id)
    found, names = reading.findings(trial=trial, by=request.actor), names_of()
    parts = [
        _part("chance", _("By chance"), trial, found.by_chance, names),
        _part("observed", _("As observed"), trial, found.observed, names),
    ]
    if "csv" in request.GET:
        tables = {table.code: table for part in parts for table in part["tables"]}
        if request.GET["csv"] not in tables:
            raise Http404
        return csv_answer(tables[request.GET["csv"]], day=timezone.localdate())
    context = {
        "trial": trial,
        "platforms": [names["platforms"].get(code, code) for code in trial.platforms],
        "parts": parts,
        "running": found.running,
        "may_edit": is_allowed(role=request.actor.role, action=Action.EDIT_METHODS),
    }
    return render(request, "hub/method_trial.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@holders_of(Action.EDIT_METHODS)
def end(request: StaffRequest, trial_id: UUID) -> HttpResponse:
    """End a trial, with what was found."""
    trial = _found(request, trial_id)
    form = EndTrialForm(_sent(request))
    if request.method == "POST" and form.is_valid():
        try:
            finding = form.cleaned_data["finding"]
            trials.end(trial_id=trial.id, finding=finding, by=request.actor, at=timezone.now())
        except TrialRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The trial has ended."))
            return redirect("hub_method_trial", trial.id)
    return _form_page(request, form, _("End the trial"), _("End the trial"))


def _found(request: StaffRequest, trial_id: UUID) -> MethodTrial:
    trial = reading.find_trial(trial_id=trial_id, by=request.actor)
    if trial is None:
        raise Http404
    return trial


def _part(
    code: str, title: str, trial: MethodTrial, found: Comparison, names: Mapping[str, Mapping[str, str]]
) -> dict[str, Any]:
    arms = ((trial.method.name, found.new), (trial.against.name, found.usual))
    arm_table = Table(
        code=f"{code}-methods",
        title=_("%s: by method") % title,
        headings=(_("Method"), _("Cases"), _("Identified"), _("Share, with 95 % interval")),
        rows=tuple((name, tally.cases, tally.identified, share_words(tally)) for name, tally in arms),
        note=_("Of fewer than ten cases no share is given."),
    )
    picture = share_picture(
        code=f"chart-{code}",
        title=_("%s: share of cases in which somebody was identified") % title,
        description=_("The mark is the share, the line where the true one may lie. The table below has the numbers."),
        rows=[(name, tally.share, _n(tally.cases)) for name, tally in arms],
    )
    return {
        "code": code,
        "title": title,
        "has_cases": bool(found.strata),
        "verdict": VERDICTS[found.verdict],
        "stratified": difference_words(found.stratified),
        "crude": difference_words(found.crude),
        "compared": found.compared,
        "picture": picture,
        "tables": [arm_table, _strata_table(code, title, found, names)] if found.strata else [],
    }


def _n(cases: int) -> str:
    return _("of %d") % cases


def _strata_table(code: str, title: str, found: Comparison, names: Mapping[str, Mapping[str, str]]) -> Table:
    more = len(found.strata) - MOST_STRATA
    return Table(
        code=f"{code}-strata",
        title=_("%s: like cases") % title,
        headings=(
            *(_("Like cases"), _("New: cases"), _("New: identified")),
            *(_("Usual: cases"), _("Usual: identified")),
        ),
        rows=tuple(
            (
                _stratum(each, names),
                *(each.new.cases, each.new.identified, each.usual.cases, each.usual.identified),
            )
            for each in found.strata[:MOST_STRATA]
        ),
        note=_("%d smaller groups are counted, and not listed.") % more if more > 0 else "",
    )


def _stratum(each: Stratum, names: Mapping[str, Mapping[str, str]]) -> str:
    platform = names["platforms"].get(each.platform, each.platform) or _("no platform")
    strand = names["strands"].get(each.strand, each.strand) or _("no strand")
    return f"{platform}, {_('not known who') if each.is_anonymous else _('somebody named')}, {strand}"


def _form_page(request: StaffRequest, form: Any, title: str, button: str) -> HttpResponse:
    context = {"form": form, "title": title, "button": button}
    return render(request, "hub/method_trial_form.html", context, status=422 if form.errors else 200)


def _sent(request: StaffRequest) -> Any:
    return request.POST if request.method == "POST" else None
