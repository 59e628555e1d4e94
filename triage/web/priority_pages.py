"""The pages of priorities: what a case was given and why, setting it by hand, and the weights in force."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hatehub.accounts.staff import StaffRequest, staff_only
from hatehub.vault.services import KeyDestroyed
from reports.models import Case
from reports.services.workflow import StaleReport
from triage.forms.priority import PriorityForm
from triage.rules.priority_table import BANDS, Fact, PriorityTable
from triage.selectors.priorities import get_weights
from triage.services import opening, priority_overrides
from triage.services.priority_overrides import PriorityRefused
from triage.web import priority_words as words
from triage.web.case_pages import frame_context, with_case
from triage.web.legible import erased
from triage.web.standing import CaseRequest

Row = dict[str, Any]


@require_http_methods(["GET", "HEAD", "POST"])
@with_case
def priority(request: CaseRequest, case: Case) -> HttpResponse:
    """Show the points of a case, and let an officer set another band with a reason."""
    form = PriorityForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        chosen = form.cleaned_data
        try:
            with request.standing.acting(case):
                priority_overrides.override(
                    case_id=case.id, band=chosen["band"], by=request.actor, at=timezone.now(), reason=chosen["reason"]
                )
        except StaleReport as refusal:
            request.standing.refuse(refusal, case, form)
        except PriorityRefused as refusal:
            form.add_error(None, str(refusal))
        except KeyDestroyed:
            form.add_error(None, erased())
        else:
            messages.success(request, _("The priority is set, and stands until somebody takes it back."))
            return redirect("hub_priority", case.reference)
    opening.note_opening(case=case, tab="priority", by=request.actor, at=timezone.now())
    context = {**frame_context(case, active="overview"), "form": form}
    return render(request, "hub/priority.html", context, status=request.standing.status(form))


@require_POST
@with_case
def take_back(request: CaseRequest, case: Case) -> HttpResponse:
    """Let a case stand where it is weighed again."""
    try:
        with request.standing.acting(case):
            priority_overrides.take_back(case_id=case.id, by=request.actor, at=timezone.now())
    except StaleReport as refusal:
        return request.standing.gone(str(refusal), back=reverse("hub_priority", args=[case.reference]))
    except PriorityRefused as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, _("Taken back. The case stands where its points put it."))
    return redirect("hub_priority", case.reference)


@require_safe
@staff_only
def weights(request: StaffRequest) -> HttpResponse:
    """Show the weights in force, and how many open cases they put into each band."""
    found = get_weights(by=request.actor)
    table = found.table
    context = {
        "table": table,
        "repeat_days": table.repeat_within.days,
        "heaviest": [(str(words.FACTS[fact]), max(points for _, points in table.weights[fact])) for fact in Fact],
        "rows": [row for fact in Fact for row in _steps(fact, table)],
        "bands": [
            {
                "name": words.BANDS[band],
                "colour": words.COLOURS[band],
                "least": table.bands[band],
                "cases": found.cases[band],
            }
            for band in BANDS
        ],
        "unweighed": found.unweighed,
        "by_hand": found.by_hand,
    }
    return render(request, "hub/weights.html", context)


def _steps(fact: Fact, table: PriorityTable) -> list[Row]:
    steps = table.weights[fact]
    return [
        {
            "name": words.FACTS[fact],
            "is_first": place == 0,
            "steps": len(steps),
            "when": words.step_words(fact, amount),
            "points": points,
        }
        for place, (amount, points) in enumerate(steps)
    ]
