"""Claiming a case, releasing it, taking it over, giving it to a colleague; and who else looks at it."""

from typing import Any, cast

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hatehub.accounts.models import User
from hatehub.audit.models import Entry
from reports.models import Case
from triage.forms.claiming import GiveForm, TakeOverForm
from triage.rules.marks import read_mark
from triage.selectors.claims import find_claim, list_colleagues, name_of
from triage.selectors.standing import done_since, is_decision
from triage.services import claiming
from triage.web.case_pages import frame_context, with_case
from triage.web.standing import CaseRequest

REFUSALS = (claiming.Claimed, claiming.ClaimChanged, claiming.NotClaimable, claiming.NoSuchColleague)


@require_POST
@with_case
def claim(request: CaseRequest, case: Case) -> HttpResponse:
    """Claim a case that nobody works on; where a colleague was faster, say who."""
    try:
        claiming.claim(case_id=case.id, by=request.actor, at=timezone.now())
    except REFUSALS as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, _("This case is yours."))
    return redirect("hub_case", case.reference)


@require_POST
@with_case
def release(request: CaseRequest, case: Case) -> HttpResponse:
    """Let nobody work on a case any more."""
    number = request.POST.get("claim", "")
    try:
        claiming.release(claim_id=int(number[:18]) if number.isdecimal() else 0, by=request.actor, at=timezone.now())
    except REFUSALS as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, _("Released. Nobody works on this case now."))
    return redirect("hub_case", case.reference)


@require_http_methods(["GET", "HEAD", "POST"])
@with_case
def take_over(request: CaseRequest, case: Case) -> HttpResponse:
    """Ask why, and take a case over from a colleague."""
    found = find_claim(case_id=case.id)
    if request.method != "POST" and (found is None or found.officer_id == request.actor.user_id):
        return redirect("hub_case", case.reference)
    form = TakeOverForm(
        request.POST if request.method == "POST" else None, initial={"claim": found.id if found else ""}
    )
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        try:
            claiming.take_over(claim_id=form.cleaned_data["claim"], by=request.actor, at=timezone.now(), reason=reason)
        except REFUSALS as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("This case is yours. Your colleague is told."))
            return redirect("hub_case", case.reference)
    return _ask(request, case, form, title=_("Take this case over"), button=_("Take over"))


@require_http_methods(["GET", "HEAD", "POST"])
@with_case
def give(request: CaseRequest, case: Case) -> HttpResponse:
    """Ask to whom and why, and give a case to a colleague."""
    found = find_claim(case_id=case.id)
    form = GiveForm(
        request.POST if request.method == "POST" else None,
        colleagues=list_colleagues(by=request.actor) if not request.may_give else _everybody(request, found),
        initial={"claim": found.id if found else ""},
    )
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            claiming.give(
                case_id=case.id,
                claim_id=given["claim"],
                to_user_id=int(given["colleague"]),
                by=request.actor,
                at=timezone.now(),
                reason=given["reason"],
            )
        except REFUSALS as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Given. Your colleague is told."))
            return redirect("hub_case", case.reference)
    return _ask(request, case, form, title=_("Who is to work on this case?"), button=_("Give"))


@require_safe
@with_case
def looking(request: CaseRequest, case: Case) -> JsonResponse:
    """Answer a page that is open: who else looks at the case, who works on it, and who has changed it since."""
    known = read_mark(request.GET.get("seen", ""))
    own = {subject: length for subject, length in known.items() if _is_of(subject, case)}
    deeds = [deed for deed in done_since(lengths=own, by=request.actor) if is_decision(deed)]
    found = find_claim(case_id=case.id)
    return JsonResponse(
        {
            "looking": also_looking(request.also_looking),
            "changed": _changed(deeds),
            "owner": name_of(found.officer) if found else "",
            "claim": found.id if found else None,
        }
    )


def also_looking(names: list[str]) -> str:
    """Return in words who else looks at a case; empty where nobody does."""
    return _("Also looking: %s") % ", ".join(names) if names else ""


def _changed(deeds: list[Entry]) -> str:
    if not deeds:
        return ""
    who = sorted({deed.actor.partition(":")[2] for deed in deeds if not deed.actor.startswith("force:")})
    text = ngettext(
        "%(who)s has changed this case since you opened it.",
        "%(who)s have changed this case since you opened it.",
        len(who) or 1,
    )
    return text % {"who": ", ".join(who) or _("A force")}


def _is_of(subject: str, case: Case) -> bool:
    return subject in (f"case:{case.reference}", f"report:{case.lead.reference}")


def _everybody(request: CaseRequest, found: Any) -> list[User]:
    """Return to whom a supervisor may give a case: the supervisor too, and not who has it."""
    everybody = [*list_colleagues(by=request.actor), cast(User, request.user)]
    return [each for each in everybody if found is None or each.pk != found.officer_id]


def _ask(request: CaseRequest, case: Case, form: TakeOverForm | GiveForm, *, title: str, button: str) -> HttpResponse:
    context = {**frame_context(case, active="overview"), "form": form, "heading": title, "button": button}
    return render(request, "hub/claim_reason.html", context, status=request.standing.status(form))
