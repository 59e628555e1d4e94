"""The registrar's pages: the disputes about which force it is, and the decision of one."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from hatehub.accounts.roles import Action
from hatehub.accounts.staff import StaffRequest, holders_of
from reports.models import Case
from triage.forms.transferring import SettleForm
from triage.models import Transfer
from triage.rules.responsibility import decide, facts_from
from triage.rules.responsibility_words import in_words
from triage.selectors.transfers import forces_concerned, get_dispute, is_late, list_disputes
from triage.services import disputes, opening
from triage.web import wording
from triage.web.case_pages import frame_context
from triage.web.force_rows import asked_rows, names_in
from triage.web.standing import CaseRequest, standing_of


@require_safe
@holders_of(Action.SETTLE_DISPUTE)
def list_all(request: StaffRequest) -> HttpResponse:
    """Show the disputes that wait for a decision, the one that is due first."""
    at = timezone.now()
    rows = [_row(dispute, at=at) for dispute in list_disputes(by=request.actor)]
    return render(request, "hub/disputes.html", {"rows": rows})


def _row(dispute: Transfer, *, at: Any) -> dict[str, Any]:
    return {
        "href": reverse("hub_dispute", args=[dispute.id]),
        "case": dispute.case.reference,
        "has_it": dispute.from_force.name if dispute.from_force else _("the hub"),
        "asked": dispute.to_force.name,
        "answer": wording.shortened(dispute.answer_reason, letters=140),
        "clock": wording.clock(dispute.settle_by, at=at),
        "is_late": is_late(transfer=dispute, at=at),
    }


@require_http_methods(["GET", "HEAD", "POST"])
@holders_of(Action.SETTLE_DISPUTE)
def dispute(request: CaseRequest, transfer_id: int) -> HttpResponse:
    """Show what the forces say, and decide for one of them."""
    found = get_dispute(transfer_id=transfer_id, by=request.actor)
    if found is None:
        raise Http404
    request.standing = standing_of(request, reference=found.case.reference)
    opening.note_opening(case=found.case, tab="dispute", by=request.actor, at=timezone.now())
    form = SettleForm(request.POST if request.method == "POST" else None, concerned=forces_concerned(dispute=found))
    if request.method == "POST" and form.is_valid():
        try:
            disputes.settle(
                transfer_id=found.id,
                force=form.chosen(),
                reason=form.cleaned_data["reason"],
                by=request.actor,
                at=timezone.now(),
            )
        except disputes.DisputeRefused as refusal:
            form.add_error(None, str(refusal))
            request.standing.note_any()
        else:
            messages.success(request, _("Decided, and the forces are told."))
            return redirect("hub_disputes")
    return render(request, "hub/dispute.html", _context(request, found, form), status=request.standing.status(form))


def _context(request: StaffRequest, found: Transfer, form: SettleForm) -> dict[str, Any]:
    case: Case = found.case
    decision = decide(facts_from(found.inputs))
    return {
        **frame_context(case, active="overview"),
        "form": form,
        "dispute": found,
        "rule": decision.rule,
        "sentence": in_words(decision, names=names_in(decision)),
        "asked": asked_rows(case, by=request.actor, at=timezone.now()),
        "is_open": found.state == Transfer.State.ESCALATED,
    }
