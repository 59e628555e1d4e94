"""Subject access requests: the list, taking one in, and the page of one."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hatehub.accounts.roles import Action, is_allowed
from hatehub.accounts.staff import StaffRequest, holders_of
from reports.models import Case
from triage.forms.access_requests import FindForm, ReceiveForm, lines_of
from triage.models import AccessRequest
from triage.rules.access_requests import Kind
from triage.selectors import access_requests as reading
from triage.services.access_requests import reading_asker, receiving
from triage.services.access_requests.frame import AccessRefused
from triage.web import access_request_rows as rows

ROWS = 50
View = Callable[..., HttpResponseBase]


def with_request(view: View) -> View:
    """Let in who may prepare requests, and give the view the one that the address names; or answer 404."""

    @holders_of(Action.PREPARE_ACCESS)
    @wraps(view)
    def found(request: StaffRequest, request_id: UUID, **arguments: Any) -> HttpResponseBase:
        row = reading.find(request_id=request_id, by=request.actor)
        if row is None:
            raise Http404
        return view(request, row, **arguments)

    return found


def refused(form: Any, refusal: AccessRefused) -> None:
    """Put a refusal beside the field that it is about, or above all where it is about none."""
    field = refusal.field if refusal.field in form.fields else None
    form.add_error(field, str(refusal))


@require_safe
@holders_of(Action.PREPARE_ACCESS)
def list_all(request: StaffRequest) -> HttpResponse:
    """List the requests that run by the day on which they are due, or those that have ended."""
    is_ended = request.GET.get("show") == "ended"
    found = reading.ended(by=request.actor) if is_ended else reading.running(by=request.actor)
    page = Paginator(found, ROWS).get_page(request.GET.get("page"))
    today = timezone.localdate()
    context = {"rows": [rows.listed(each, today=today) for each in page], "page": page, "is_ended": is_ended}
    return render(request, "hub/access_requests.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@holders_of(Action.PREPARE_ACCESS)
def new(request: StaffRequest) -> HttpResponse:
    """Take a request in."""
    form = ReceiveForm(request.POST if request.method == "POST" else None, initial=_initial(request))
    if request.method == "POST" and form.is_valid():
        try:
            made = receiving.receive(
                kind=Kind(form.cleaned_data["kind"]),
                asker=form.asker(),
                references=lines_of(form.cleaned_data["references"]),
                received_on=form.cleaned_data["received_on"],
                confirmed_on=form.cleaned_data["confirmed_on"],
                by=request.actor,
                at=timezone.now(),
            )
        except AccessRefused as refusal:
            refused(form, refusal)
        else:
            return redirect("hub_access_request", made.id)
    return render(request, "hub/access_request_new.html", {"form": form}, status=422 if form.errors else 200)


def _initial(request: StaffRequest) -> dict[str, Any]:
    """Return what a link from a case fills in: the report that leads it."""
    case = Case.objects.select_related("lead").filter(reference=request.GET.get("case", "")).first()
    return {"references": case.lead.reference, "kind": Kind.COMPLAINANT.value} if case else {}


@require_safe
@with_request
def one(request: StaffRequest, row: AccessRequest) -> HttpResponse:
    """Show a request: who asks, what was found, what is held back, and what comes next."""
    return page_of(request, row)


def page_of(
    request: StaffRequest, row: AccessRequest, *, form: FindForm | None = None, status: int = 200
) -> HttpResponse:
    """Return the page of a request; that who asks was read is recorded."""
    at, number = timezone.now(), _page_number(request)
    asker = reading_asker.read(request=row, by=request.actor, at=at)
    found = reading.items_of(request=row, page=number)
    total = found.undecided + found.included + found.left_out
    context = {
        "access": row,
        "listed": rows.listed(row, today=timezone.localdate()),
        "asker_rows": rows.asker_rows(row, asker),
        "why": rows.why_of(row),
        "items": rows.item_rows(row, found.items),
        "counts": found,
        "pages": Paginator(range(total), reading.PAGE).get_page(number),
        "sections": rows.section_rows(row, by=request.actor),
        "form": form or FindForm(),
        "may_approve": is_allowed(role=request.actor.role, action=Action.APPROVE_ACCESS),
        "has_prepared": request.actor.is_named(row.opened_by, row.submitted_by),
        "is_building": row.state == "approved" and row.not_before is not None,
    }
    return render(request, "hub/access_request.html", context, status=status)


def _page_number(request: StaffRequest) -> int:
    typed = request.GET.get("page", "")
    return min(int(typed), 1_000) if typed.isascii() and typed.isdecimal() and len(typed) < 6 and int(typed) else 1


@require_POST
@with_request
def look(request: StaffRequest, row: AccessRequest) -> HttpResponse:
    """Add reports by reference and what else is known, and look again."""
    form = FindForm(request.POST)
    if form.is_valid():
        try:
            number = receiving.look_again(
                request_id=row.id,
                references=lines_of(form.cleaned_data["references"]),
                more=form.asker(),
                by=request.actor,
                at=timezone.now(),
            )
        except AccessRefused as refusal:
            refused(form, refusal)
        else:
            messages.success(request, _found(number))
            return redirect("hub_access_request", row.id)
    return page_of(request, row, form=form, status=422)


def _found(number: int) -> str:
    if not number:
        return _("Nothing more was found.")
    return ngettext("%d more was found.", "%d more were found.", number) % number
