"""The pages of retention: what is due, and reviewing one case."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hatehub.accounts.permissions import require
from hatehub.accounts.roles import Action
from hatehub.accounts.staff import StaffRequest, holders_of
from hatehub.accounts.step_up import asks_again
from hatehub.vault.services import KeyDestroyed
from reports.models import Case
from reports.services.workflow import StaleReport
from triage.forms.retention import ClassForm, KeepForm, ProposeForm
from triage.selectors import retention
from triage.selectors.merges import cases_below
from triage.selectors.retention_table import get_table
from triage.selectors.subject_table import get_review_days
from triage.selectors.time_bars import local_day
from triage.services import retaining
from triage.services.retaining import RetentionRefused
from triage.web import retention_rows as rows
from triage.web.case_pages import frame_context, with_case
from triage.web.legible import erased
from triage.web.standing import CaseRequest, look_again

ROWS = 50
SHOWN = {
    "due": gettext_lazy("To be reviewed"),
    "proposed": gettext_lazy("To be confirmed"),
    "kept": gettext_lazy("Kept by something"),
    "requests": gettext_lazy("Requests for erasure"),
    "periods": gettext_lazy("Classes and periods"),
}


@require_safe
@holders_of(Action.VIEW_RETENTION)
def overview(request: StaffRequest) -> HttpResponse:
    """List what is due, proposed, kept or asked for, or the classes with their periods."""
    chosen = request.GET.get("show", "due")
    show = chosen if chosen in SHOWN else "due"
    today = local_day(timezone.now())
    table = get_table(on=today)
    form = ClassForm(request.GET if "retention_class" in request.GET else {"retention_class": ""}, table=table)
    context: dict[str, Any] = {"show": show, "form": form, "table": table, "tabs": _tabs(show)}
    if show == "due":
        page = _page(request, retention.due_rows(by=request.actor, retention_class=form.chosen()))
        context |= {"page": page, "rows": [rows.listed(row, table=table, today=today) for row in page]}
    elif show == "proposed":
        page = _page(request, retention.proposed_rows(by=request.actor))
        context |= {"page": page, "rows": [rows.proposed(row, table=table) for row in page]}
    elif show == "kept":
        page = _page(request, retention.kept_rows(by=request.actor))
        context |= {"page": page, "rows": [rows.listed(row, table=table, today=today) for row in page]}
    elif show == "requests":
        page = _page(request, retention.waiting_requests(by=request.actor))
        context |= {"page": page, "rows": [rows.requested(row, today=today) for row in page]}
    else:
        context |= {"rows": _periods(table), "subject_days": get_review_days()}
    return render(request, "hub/retention.html", context)


def _page(request: StaffRequest, found: Any) -> Page[Any]:
    return Paginator(found, ROWS).get_page(request.GET.get("page"))


def _tabs(show: str) -> list[dict[str, Any]]:
    address = reverse("hub_retention")
    return [
        {"text": str(name), "href": address if code == "due" else f"{address}?show={code}", "active": code == show}
        for code, name in SHOWN.items()
    ]


def _periods(table: Any) -> list[dict[str, Any]]:
    counts = retention.counts_by_class()
    none = {"total": 0, "due": 0, "kept": 0, "destroyed": 0, "next_due": None}
    return [
        {"class": each, "period": rows.months(each.months), "counts": counts.get(each.code, none)}
        for each in table.classes.values()
    ]


@require_safe
@with_case
def review(request: CaseRequest, case: Case) -> HttpResponse:
    """Show why a case is due, what holds it, what would be destroyed and what stays."""
    require(by=request.actor, action=Action.REVIEW_RETENTION)
    return _review(request, case)


def _review(request: CaseRequest, case: Case, *, error: str = "") -> HttpResponse:
    today, below = local_day(timezone.now()), cases_below(case_id=case.id)
    table, proposal = get_table(on=today), retention.proposal_of(case=case)
    context = {
        **frame_context(case, active="retention"),
        "tab": rows.about(case, case_ids=below, table=table, today=today),
        "goes": rows.goes(retention.what_it_holds(case=case, case_ids=below)),
        "proposal": proposal,
        "is_own": proposal is not None and request.actor.is_named(proposal.decided_by),
        "error": error,
    }
    return render(request, "hub/retention_review.html", context, status=409 if error else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@with_case
def keep(request: CaseRequest, case: Case) -> HttpResponse:
    """Keep a case for a further period."""
    require(by=request.actor, action=Action.REVIEW_RETENTION)
    table = get_table(on=local_day(timezone.now()))
    form = KeepForm(request.POST if request.method == "POST" else None, table=table)

    def act() -> None:
        retaining.keep(case_id=case.id, by=request.actor, at=timezone.now(), **form.cleaned_data)

    said = _("Kept for longer, with your reason.")
    return answer(request, case, form, act, said=said, template="hub/retention_keep.html")


@require_http_methods(["GET", "HEAD", "POST"])
@with_case
def propose(request: CaseRequest, case: Case) -> HttpResponse:
    """Propose to destroy what a case holds."""
    require(by=request.actor, action=Action.REVIEW_RETENTION)
    form = ProposeForm(request.POST if request.method == "POST" else None)

    def act() -> None:
        retaining.propose(case_id=case.id, reason=form.cleaned_data["reason"], by=request.actor, at=timezone.now())

    said = _("Proposed. It is destroyed once somebody else confirms it.")
    return answer(request, case, form, act, said=said, template="hub/retention_propose.html")


@require_POST
@with_case
@asks_again("POST")
def confirm(request: CaseRequest, case: Case) -> HttpResponse:
    """Confirm somebody else's proposal, after the second factor: what the case holds is destroyed."""
    require(by=request.actor, action=Action.DESTROY_CASE)
    asked = request.POST.get("review", "")
    review_id = int(asked) if asked.isascii() and asked.isdecimal() and len(asked) < 19 else 0
    try:
        with request.standing.acting(case):
            retaining.confirm(case_id=case.id, review_id=review_id, by=request.actor, at=timezone.now())
    except (RetentionRefused, StaleReport) as refusal:
        look_again(case)
        return _review(request, case, error=str(refusal))
    messages.success(request, _("Destroyed. What stays names nobody."))
    return redirect("hub_retention_review", case.reference)


@require_POST
@with_case
def withdraw(request: CaseRequest, case: Case) -> HttpResponse:
    """Withdraw a proposal."""
    require(by=request.actor, action=Action.REVIEW_RETENTION)
    try:
        with request.standing.acting(case):
            retaining.withdraw(case_id=case.id, by=request.actor, at=timezone.now())
    except (RetentionRefused, StaleReport) as refusal:
        return _review(request, case, error=str(refusal))
    messages.success(request, _("Withdrawn. The case stays to be reviewed."))
    return redirect("hub_retention_review", case.reference)


def answer(
    request: CaseRequest,
    case: Case,
    form: Form,
    act: Callable[[], None],
    *,
    said: str,
    template: str,
    back: str = "",
    **more: Any,
) -> HttpResponse:
    """Carry out what a form asks for, and go on; or show it again with why not, and with all that was typed."""
    if request.method == "POST" and form.is_valid():
        try:
            with request.standing.acting(case):
                act()
        except StaleReport as refusal:
            request.standing.refuse(refusal, case, form)
        except RetentionRefused as refusal:
            form.add_error(None, str(refusal))
        except KeyDestroyed:
            form.add_error(None, erased())
        else:
            messages.success(request, said)
            return redirect(back or reverse("hub_retention_review", args=[case.reference]))
    today = local_day(timezone.now())
    shown = rows.standing(retention.row_of(case=case), case=case, table=get_table(on=today), today=today)
    context = {**frame_context(case, active="retention"), "form": form, "standing": shown, **more}
    return render(request, template, context, status=request.standing.status(form))
