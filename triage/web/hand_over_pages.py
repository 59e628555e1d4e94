"""The end of a shift: one's cases, to a colleague or back to the queue, on one page with one confirmation."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from hatehub.accounts.roles import Action
from hatehub.accounts.staff import StaffRequest, holders_of
from triage.forms.claiming import HandOverForm
from triage.selectors.claims import list_colleagues, list_mine
from triage.services import claiming, shift_ending
from triage.web import wording


@require_http_methods(["GET", "HEAD", "POST"])
@holders_of(Action.CLAIM)
def hand_over(request: StaffRequest) -> HttpResponse:
    """Show one's cases; show what would change hands; with `go`, do it."""
    mine = list_mine(by=request.actor)
    form = HandOverForm(
        request.POST if request.method == "POST" else None,
        mine=mine,
        colleagues=list_colleagues(by=request.actor),
        initial={"claims": [str(claim.id) for claim in mine]},
    )
    is_preview = request.method == "POST" and form.is_valid() and "change" not in request.POST
    if is_preview and "go" in request.POST:
        answer = _carry_out(request, form)
        if answer is not None:
            return answer
        is_preview = False
    at = timezone.now()
    chosen = form.cleaned_data["claims"] if is_preview else []
    context: dict[str, Any] = {
        "form": form,
        "mine": [
            {"claim": claim, "state": wording.STATES[claim.case.lead.state], "clock": _clock(claim, at)}
            for claim in mine
        ],
        "preview": [
            {"key": claim.case.reference, "value": form.notes()[claim.id] or _("no note")}
            for claim in mine
            if str(claim.id) in chosen
        ],
        "to": dict(form.fields["to"].choices).get(form.cleaned_data["to"]) if is_preview else "",  # type: ignore[attr-defined]
        "sent": [(name, value) for name, values in request.POST.lists() for value in values if name in form.fields],
    }
    is_wrong = form.is_bound and bool(form.errors)
    return render(request, "hub/hand_over.html", context, status=422 if is_wrong else 200)


def _carry_out(request: StaffRequest, form: HandOverForm) -> HttpResponse | None:
    notes = form.notes()
    try:
        done = shift_ending.hand_over(
            claim_ids=list(notes), to_user_id=form.to_user_id(), notes=notes, by=request.actor, at=timezone.now()
        )
    except (claiming.NoSuchColleague, claiming.ChangeNeedsReason) as refusal:
        form.add_error(None, str(refusal))
        return None
    text = ngettext("%d case is handed over.", "%d cases are handed over.", done.done)
    messages.success(request, text % done.done)
    if done.left:
        text = ngettext("%d had changed hands already.", "%d had changed hands already.", done.left)
        messages.warning(request, text % done.left)
    return redirect("hub_hand_over")


def _clock(claim: Any, at: Any) -> str:
    return wording.clock(claim.case.lead.due_at, at=at)
