"""The officers' glossary: searched, read, written and revised."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from hatehub.accounts.staff import StaffRequest, staff_only
from referrals.forms.glossary import EntryForm, TakeOutForm
from referrals.models import AdviceRequest, GlossaryEntry
from referrals.selectors import glossary as reading
from referrals.services import glossary
from referrals.services.advice_talk import open_one
from referrals.services.glossary import GlossaryRefused
from triage.selectors.queues import names_of

LONGEST_SEARCH = 200


@require_safe
@staff_only
def index(request: StaffRequest) -> HttpResponse:
    """Search the glossary, or list it."""
    text = request.GET.get("q", "")[:LONGEST_SEARCH]
    page = reading.search(text=text, page=request.GET.get("page"), by=request.actor)
    strands = names_of()["strands"]
    rows = [_row(entry, strands) for entry in page]
    return render(request, "hub/glossary.html", {"rows": rows, "page": page, "text": text})


@require_safe
@staff_only
def show(request: StaffRequest, entry: UUID) -> HttpResponse:
    """Show an entry with its earlier versions."""
    found = reading.versions(entry=entry, by=request.actor)
    if not found:
        raise Http404
    strands = names_of()["strands"]
    rows = [_row(each, strands) for each in found]
    return render(request, "hub/glossary_entry.html", {"newest": rows[0], "earlier": rows[1:]})


@require_http_methods(["GET", "HEAD", "POST"])
@staff_only
def write(request: StaffRequest) -> HttpResponse:
    """Write an entry; `advice` in the address names the answer that it comes out of."""
    answer = _answer(request)
    form = EntryForm(request.POST if request.method == "POST" else None, initial=_initial(answer))
    if request.method == "POST" and form.is_valid():
        advice_id, at = answer.id if answer else None, timezone.now()
        row = _do(form, lambda: glossary.write(words=form.words(), advice_id=advice_id, by=request.actor, at=at))
        if row is not None:
            messages.success(request, _("The entry is written."))
            return redirect("hub_glossary_entry", row.entry)
    return _page(request, form, "hub/glossary_write.html", is_new=True)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_only
def revise(request: StaffRequest, entry: UUID) -> HttpResponse:
    """Replace an entry by a new version."""
    held = _held(request, entry)
    names = ("term", "meaning", "context", "strands", "source", "source_date", "version")
    initial = {name: getattr(held, name) for name in names}
    form = EntryForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        expected, at = form.cleaned_data["version"] or 0, timezone.now()
        words = form.words()
        if _do(
            form,
            lambda: glossary.revise(entry=entry, words=words, expected_version=expected, by=request.actor, at=at),
        ):
            messages.success(request, _("The entry has a new version."))
            return redirect("hub_glossary_entry", entry)
    return _page(request, form, "hub/glossary_write.html", entry=entry)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_only
def take_out(request: StaffRequest, entry: UUID) -> HttpResponse:
    """Take an entry out, for a reason."""
    held = _held(request, entry)
    form = TakeOutForm(request.POST if request.method == "POST" else None, initial={"version": held.version})
    if request.method == "POST" and form.is_valid():
        given, at = form.cleaned_data, timezone.now()
        why, version = given["why"], given["version"]
        if _do(
            form,
            lambda: glossary.take_out(entry=entry, why=why, expected_version=version, by=request.actor, at=at) or True,
        ):
            messages.success(request, _("The entry is taken out. Its versions stay."))
            return redirect("hub_glossary_entry", entry)
    return _page(request, form, "hub/glossary_take_out.html", held=held)


def _do(form: Any, act: Callable[[], Any]) -> Any:
    """Call a service; put its refusal into the form."""
    try:
        return act()
    except GlossaryRefused as refusal:
        form.add_error(None, str(refusal))
    return None


def _held(request: StaffRequest, entry: UUID) -> GlossaryEntry:
    found = reading.versions(entry=entry, by=request.actor)
    if not found or found[0].replaced_at is not None:
        raise Http404
    return found[0]


def _answer(request: StaffRequest) -> AdviceRequest | None:
    asked = request.GET.get("advice", "")
    if not asked:
        return None
    try:
        row = AdviceRequest.objects.select_related("case").filter(id=UUID(asked), state="answered").first()
    except ValueError:
        row = None
    if row is None:
        raise Http404
    return row


def _initial(answer: AdviceRequest | None) -> dict[str, Any]:
    if answer is None:
        return {"source_date": timezone.localdate()}
    said = open_one(answer).answer or {}
    words = {name: said.get(name, "") for name in ("term", "meaning", "context")}
    return {**words, "source": answer.recipient, "source_date": timezone.localdate(answer.moved_at)}


def _row(entry: GlossaryEntry, strands: dict[str, str]) -> dict[str, Any]:
    who = entry.written_by.partition(":")[2]
    return {"entry": entry, "who": who, "strands": [strands.get(code, code) for code in entry.strands]}


def _page(request: StaffRequest, form: Any, template: str, **more: Any) -> HttpResponse:
    return render(request, template, {"form": form, **more}, status=422 if form.errors else 200)
