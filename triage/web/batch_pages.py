"""Merging many reports: how far it is, what was refused, and undoing all of it."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from hatehub.accounts.staff import StaffRequest, staff_only
from triage.forms.reasons import ReasonForm
from triage.models import MergeBatch, MergeBatchItem
from triage.selectors.batches import find_batch, list_refused
from triage.services import batches

State = MergeBatch.State
RUNNING = frozenset({State.QUEUED, State.RUNNING, State.UNDOING})
UNDOABLE = frozenset({State.QUEUED, State.RUNNING, State.DONE, State.STOPPED})
STOPPABLE = frozenset({State.QUEUED, State.RUNNING})
STOPPED_BY_HAND = gettext_lazy("Stopped on its page.")
STATES = {
    State.QUEUED: gettext_lazy("About to begin"),
    State.RUNNING: gettext_lazy("Merging"),
    State.DONE: gettext_lazy("Merged"),
    State.UNDOING: gettext_lazy("Being undone"),
    State.UNDONE: gettext_lazy("Undone"),
    State.STOPPED: gettext_lazy("Stopped"),
}


@require_safe
@staff_only
def batch(request: StaffRequest, batch_id: UUID) -> HttpResponse:
    """Show how far a batch is."""
    return _page(request, _batch(request, batch_id), form=ReasonForm())


@require_POST
@staff_only
def undo(request: StaffRequest, batch_id: UUID) -> HttpResponse:
    """Undo all of a batch."""
    found, form = _batch(request, batch_id), ReasonForm(request.POST)
    if not form.is_valid():
        return _page(request, found, form=form)
    batches.undo(batch_id=found.id, by=request.actor, at=timezone.now(), reason=form.cleaned_data["reason"])
    return redirect("hub_batch", found.id)


@require_POST
@staff_only
def stop(request: StaffRequest, batch_id: UUID) -> HttpResponse:
    """Merge no more of a batch; what is merged stays."""
    found = _batch(request, batch_id)
    batches.stop(batch_id=found.id, by=request.actor, at=timezone.now(), reason=str(STOPPED_BY_HAND))
    return redirect("hub_batch", found.id)


def _batch(request: StaffRequest, batch_id: UUID) -> MergeBatch:
    found = find_batch(batch_id=batch_id, by=request.actor)
    if found is None:
        raise Http404
    return found


def _page(request: StaffRequest, found: MergeBatch, *, form: ReasonForm) -> HttpResponse:
    refused: list[MergeBatchItem] = list_refused(batch=found)
    context = {
        "batch": found,
        "state": STATES[State(found.state)],
        "worked": found.done + found.refused,
        "refused": refused,
        "is_running": found.state in RUNNING,
        "is_done": found.state == State.DONE,
        "can_stop": found.state in STOPPABLE,
        "can_undo": found.state in UNDOABLE and (found.done or found.state in RUNNING),
        "wave_id": found.source.get("wave"),
        "form": form,
    }
    return render(request, "hub/batch.html", context, status=422 if form.errors else 200)
