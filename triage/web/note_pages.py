"""The pages of notes: writing one on a case, and striking one out."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from hatehub.accounts.staff import StaffRequest
from hatehub.vault.services import KeyDestroyed
from reports.models import Case
from triage.forms.notes import NoteForm, StrikeForm
from triage.registries import Tab, register_tab
from triage.selectors.merges import cases_below
from triage.selectors.notes import find_note, opened
from triage.services import notes
from triage.services.notes import NoteRefused, UnknownColleagues
from triage.web.case_pages import frame_context, with_case
from triage.web.legible import erased
from triage.web.note_rows import note_row, notes_context


@require_http_methods(["GET", "HEAD", "POST"])
@with_case
def write(request: StaffRequest, case: Case) -> HttpResponse:
    """Write a note on a case."""
    form = NoteForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        keep = given.get("keep_unknown", False)
        try:
            notes.write(case_id=case.id, text=given["text"], keep_unknown=keep, by=request.actor, at=timezone.now())
        except UnknownColleagues as unknown:
            form.ask_about(unknown.names)
        except KeyDestroyed:
            form.add_error(None, erased())
        else:
            messages.success(request, _("The note is written."))
            return redirect("hub_case_tab", case.reference, "notes")
    context = {**frame_context(case, active="notes"), "form": form}
    return render(request, "hub/note.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@with_case
def strike(request: StaffRequest, case: Case, note_id: int) -> HttpResponse:
    """Strike a note out, for a reason."""
    note = find_note(note_id=note_id, case_ids=cases_below(case_id=case.id))
    if note is None:
        raise Http404
    form = StrikeForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        try:
            notes.strike(note_id=note.id, reason=reason, by=request.actor, at=timezone.now())
        except NoteRefused as refusal:
            form.add_error(None, str(refusal))
        except KeyDestroyed:
            form.add_error(None, erased())
        else:
            messages.success(request, _("The note is struck out. It stays readable, with your reason."))
            return redirect("hub_case_tab", case.reference, "notes")
    [row] = [note_row(each) for each in opened([note])]
    context = {**frame_context(case, active="notes"), "form": form, "note": row}
    return render(request, "hub/strike_note.html", context, status=422 if form.errors else 200)


def register_all() -> None:
    """Add the tab of notes."""
    register_tab(
        Tab(
            code="notes",
            title=gettext_lazy("Notes"),
            position=85,
            template="hub/tabs/notes.html",
            context=notes_context,
            has_pages=True,
        )
    )
