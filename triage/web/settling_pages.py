"""The page on which a supervisor settles which of two officers is right."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from hatehub.accounts.roles import Action
from hatehub.accounts.staff import StaffRequest, holders_of
from hatehub.vault.services import KeyDestroyed
from reports.rules.workflow import StepRefused
from triage.forms.second_reading import SettleForm
from triage.models import Assessment, SecondReading
from triage.rules.policy import Answer, Policy
from triage.selectors.second_readings import NotWaiting, SameOfficer, is_in_force
from triage.services import assessing, reading_second, settling
from triage.web.assessed_rows import OUTCOMES, path_rows
from triage.web.legible import erased, legible
from triage.web.second_reading_rows import told_context
from triage.web.standing import Standing, labels_of

Row = dict[str, Any]


@require_http_methods(["GET", "HEAD", "POST"])
@holders_of(Action.SETTLE_READING)
def settle(request: StaffRequest, reading_id: int) -> HttpResponse:
    """Show two decisions side by side, without names, and uphold one of them with a reason."""
    try:
        reading = settling.open_settling(reading_id=reading_id, by=request.actor, at=timezone.now())
    except SecondReading.DoesNotExist:
        raise Http404 from None
    except NotWaiting as refusal:
        if request.method == "POST":
            return _gone(request, refusal)
        messages.warning(request, str(refusal))
        return redirect("hub_second_readings")
    form = SettleForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        return _settle(request, reading, form)
    return render(request, "hub/settle_reading.html", _context(reading, form), status=422 if form.errors else 200)


def _settle(request: StaffRequest, reading: SecondReading, form: SettleForm) -> HttpResponse:
    chosen = form.cleaned_data
    try:
        settling.settle(
            reading_id=reading.id,
            upheld=chosen["upheld"],
            reason=chosen["reason"],
            by=request.actor,
            at=timezone.now(),
        )
    except (NotWaiting, SameOfficer, StepRefused) as refusal:
        return _gone(request, refusal)
    is_first = chosen["upheld"] == SecondReading.Upheld.FIRST
    stands, goes_back = _("Settled: the decision stands."), _("Settled: the case is in triage again.")
    messages.success(request, stands if is_first else goes_back)
    return redirect("hub_second_readings")


def _gone(request: StaffRequest, refusal: Exception) -> HttpResponse:
    """Keep what was typed where nothing is to be settled any more; names stay out of it."""
    standing, labels = Standing(request, lengths={}), labels_of(SettleForm())
    back = reverse("hub_second_readings")
    return standing.gone(str(refusal), back=back, labels=labels, can_retry=False, is_blind=True)


def _context(reading: SecondReading, form: SettleForm) -> Row:
    policy = reading_second.policy_read_under(assessment=reading.assessment)
    return {
        "reading": reading,
        "told": told_context(reading.assessment.report, reading_id=reading.id),
        "policy": policy,
        "first": _first(reading, policy),
        "second": _second(reading, policy),
        "form": form if reading.state == SecondReading.State.DISAGREED and is_in_force(reading) else None,
        "settlement": legible(settling.read_settlement, reading=reading),
    }


def _first(reading: SecondReading, policy: Policy) -> Row:
    decided = reading.assessment
    rows = _rows(policy, decided.path, _reasons_of(decided))
    if reading.of == SecondReading.Of.CLOSING:
        closes = legible(reading_second.read_closing_reason, reading=reading)
        rows.append({"key": _("Asks to close it without enforcement"), "value": closes})
    return {"exit": _named(policy, decided.exit, decided.outcome), "rows": rows}


def _second(reading: SecondReading, policy: Policy) -> Row:
    try:
        reasons = reading_second.read_reasons(reading=reading)
    except KeyDestroyed:
        reasons = {name: erased() for name, _answer in reading.path}
    rows = _rows(policy, reading.path, reasons)
    if reading.acts is not None:
        rows.append({"key": _("A force should be asked to act on it"), "value": _("Yes") if reading.acts else _("No")})
    return {"exit": _named(policy, reading.exit, reading.outcome), "rows": rows}


def _named(policy: Policy, code: str, outcome: str) -> str:
    reached = policy.exits.get(code)
    return reached.name if reached else str(OUTCOMES[outcome])


def _reasons_of(decided: Assessment) -> dict[str, str]:
    try:
        return assessing.read_reasons(assessment=decided)
    except KeyDestroyed:
        return {name: erased() for name, _answer in decided.path}


def _rows(policy: Policy, path: list[list[str]], reasons: dict[str, str]) -> list[Row]:
    known = [[name, answer] for name, answer in path if name in policy.questions]
    return path_rows(
        policy, [Answer(question=name, answer=answer, reason=reasons.get(name, "")) for name, answer in known]
    )
