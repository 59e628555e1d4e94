"""The officers' pages of what forces write: answering a question, noting what was read, and what waits."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hatehub.accounts.staff import StaffRequest, staff_only
from hatehub.vault.services import KeyDestroyed
from referrals.forms.force_talk import AnswerForm
from referrals.models import ForceMessage
from referrals.selectors import force_talk as rows
from referrals.services import force_outcomes, force_talk
from referrals.web.force_tab import CODE
from reports.models import Case
from triage.web.case_pages import frame_context, with_case
from triage.web.legible import erased

WAITING = 100
WHAT = {
    "question": (gettext_lazy("Question"), "blue"),
    "note": (gettext_lazy("Note"), "grey"),
    "outcome": (gettext_lazy("Outcome"), "green"),
}


@require_http_methods(["GET", "HEAD", "POST"])
@with_case
def answer(request: StaffRequest, case: Case, message_id: UUID) -> HttpResponse:
    """Answer a question of a force."""
    asked = _find(request, case, message_id)
    form = AnswerForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            force_talk.answer(message_id=asked.id, text=form.cleaned_data["text"], by=request.actor, at=timezone.now())
        except force_talk.AnsweredAlready as refusal:
            form.add_error(None, str(refusal))
        except KeyDestroyed:
            form.add_error(None, erased())
        else:
            messages.success(request, _("Answered. The force is told by its feed."))
            return redirect("hub_case_tab", case.reference, CODE)
    text = force_talk.read_texts(messages=[asked]).get(asked.id)
    context = {**frame_context(case, active=CODE), "form": form, "asked": asked, "question": text or erased()}
    return render(request, "hub/force_answer.html", context, status=422 if form.errors else 200)


@require_POST
@with_case
def note_read(request: StaffRequest, case: Case, message_id: UUID) -> HttpResponse:
    """Note that a note of a force has been read."""
    force_talk.note_read(message_id=_find(request, case, message_id).id, by=request.actor, at=timezone.now())
    return redirect("hub_case_tab", case.reference, CODE)


@require_POST
@with_case
def note_outcome_read(request: StaffRequest, case: Case, outcome_id: UUID) -> HttpResponse:
    """Note that an outcome of a force has been read."""
    if not any(each.id == outcome_id for each in rows.of_case(case=case, by=request.actor).outcomes):
        raise Http404
    force_outcomes.note_read(outcome_id=outcome_id, by=request.actor, at=timezone.now())
    return redirect("hub_case_tab", case.reference, CODE)


@require_safe
@staff_only
def waiting(request: StaffRequest) -> HttpResponse:
    """List what forces wrote and recorded and nobody has seen to, the oldest first."""
    found = rows.waiting(by=request.actor, most=WAITING + 1)
    shown = [{"row": each, "what": WHAT[each.what][0], "colour": WHAT[each.what][1]} for each in found[:WAITING]]
    return render(request, "hub/from_forces.html", {"rows": shown, "has_more": len(found) > WAITING})


def _find(request: StaffRequest, case: Case, message_id: UUID) -> ForceMessage:
    row = rows.find_message(message_id=message_id, case=case, by=request.actor)
    if row is None:
        raise Http404
    return row
