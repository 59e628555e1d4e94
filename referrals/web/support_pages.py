"""The officers' pages of support: asking a service, noting what it said, taking back, and what waits for an officer."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hatehub.accounts.staff import StaffRequest, staff_only
from referrals.forms.support import SaidForm, SendForm, TakeBackForm
from referrals.models import SupportReferral
from referrals.rules.support.steps import STEPS, StepRefused, Withdrawn
from referrals.selectors import support as rows
from referrals.selectors.support_words import Names, referral_row
from referrals.services import support
from referrals.web.support_tab import suggestion_row
from reports.models import Case, Report
from triage.web.case_pages import frame_context, with_case

TAB = "support"
WAITING = 100


@require_http_methods(["GET", "HEAD", "POST"])
@with_case
def ask(request: StaffRequest, case: Case, report_id: UUID) -> HttpResponse:
    """Ask a service for one person: those that fit first, each with its reasons."""
    report = _report(request, case, report_id)
    names = Names()
    found = support.suggest(report=report, by=request.actor, at=timezone.now())
    suggestions = [suggestion_row(each, names=names) for each in found]
    first = suggestions[0]["code"] if suggestions and suggestions[0]["fits"] else ""
    form = SendForm(_sent(request), partners=[(each["code"], _label(each)) for each in suggestions], first=first)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        if _do(
            form,
            lambda: support.send(
                report_id=report.id,
                partner_code=given["partner"],
                despite=given["despite"],
                by=request.actor,
                at=timezone.now(),
            ),
        ):
            return _done(request, case, _("The service is asked. The letter goes out as soon as a worker is free."))
    return _page(request, case, form, "hub/support_ask.html", report=report, suggestions=suggestions)


@require_http_methods(["GET", "HEAD", "POST"])
@with_case
def said(request: StaffRequest, case: Case, referral_id: UUID) -> HttpResponse:
    """Note what a service said by telephone or e-mail."""
    row = _find(request, case, referral_id)
    form = SaidForm(_sent(request), steps=[name for name in SaidForm.STEPS if row.state in STEPS[name].sources])
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        if _do(
            form,
            lambda: support.say_for_service(
                referral_id=row.id,
                step=given["step"],
                code=given["code"],
                words=given["words"],
                by=request.actor,
                at=timezone.now(),
            ),
        ):
            return _done(request, case, _("Noted. Links that were out open nothing any more."))
    return _page(request, case, form, "hub/support_said.html", each=referral_row(row))


@require_http_methods(["GET", "HEAD", "POST"])
@with_case
def take_back(request: StaffRequest, case: Case, referral_id: UUID) -> HttpResponse:
    """Take a referral back."""
    row = _find(request, case, referral_id)
    form = TakeBackForm(_sent(request))
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        if _do(
            form,
            lambda: support.withdraw(
                referral_id=row.id,
                reason=Withdrawn(given["reason"]),
                words=given["words"],
                by=request.actor,
                at=timezone.now(),
            ),
        ):
            return _done(request, case, _("The referral is taken back. The service is told, without a name."))
    return _page(request, case, form, "hub/support_take_back.html", each=referral_row(row))


@require_POST
@with_case
def seen(request: StaffRequest, case: Case, referral_id: UUID) -> HttpResponse:
    """Note that an officer has looked at what came back."""
    row = _find(request, case, referral_id)
    support.note_seen(referral_id=row.id, by=request.actor, at=timezone.now())
    return redirect("hub_case_tab", case.reference, TAB)


@require_safe
@staff_only
def waiting(request: StaffRequest) -> HttpResponse:
    """List what services declined, did not answer or did not manage, until an officer has looked at it."""
    found = list(rows.waiting(by=request.actor, at=timezone.now()).select_related("report__case")[: WAITING + 1])
    shown = [referral_row(row) for row in found[:WAITING]]
    return render(request, "hub/support_waiting.html", {"rows": shown, "has_more": len(found) > WAITING})


def _do(form: Any, act: Callable[[], Any]) -> bool:
    """Call a service; put its refusal into the form."""
    try:
        act()
    except support.DoesNotFit as refusal:
        form.add_error("despite", str(refusal))
    except (support.SupportRefused, StepRefused) as refusal:
        form.add_error(None, str(refusal))
    else:
        return True
    return False


def _sent(request: StaffRequest) -> Any:
    return request.POST if request.method == "POST" else None


def _report(request: StaffRequest, case: Case, report_id: UUID) -> Report:
    report = rows.find_report(report_id=report_id, case=case, by=request.actor)
    if report is None:
        raise Http404
    return report


def _find(request: StaffRequest, case: Case, referral_id: UUID) -> SupportReferral:
    row = rows.find(referral_id=referral_id, case=case, by=request.actor)
    if row is None:
        raise Http404
    return row


def _done(request: StaffRequest, case: Case, words: str) -> HttpResponse:
    messages.success(request, words)
    return redirect("hub_case_tab", case.reference, TAB)


def _page(request: StaffRequest, case: Case, form: Any, template: str, **more: Any) -> HttpResponse:
    context = {**frame_context(case, active=TAB), "form": form, **more}
    return render(request, template, context, status=422 if form.errors else 200)


def _label(suggestion: dict[str, Any]) -> str:
    if suggestion["fits"]:
        return str(suggestion["name"])
    return _("%(name)s: it %(against)s") % {
        "name": suggestion["name"],
        "against": "; ".join(suggestion["against_it"]),
    }
