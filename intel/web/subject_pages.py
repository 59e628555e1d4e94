"""Pages of subjects: links to look at, one link, and one subject with its accounts and cases."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from hatehub.accounts.staff import StaffRequest, staff_only
from hatehub.design.charts import BarPicture, bar_picture
from hatehub.reference.selectors import list_platforms
from intel.forms import LeadForm, LinkForm, NoteForm
from intel.models import Account
from intel.selectors import subjects as rows
from intel.selectors.shared_subjects import find_shared
from intel.services import deciding_links, looking_at_subjects, noting, sharing_subjects
from intel.web.subject_network import network_of, shared_of
from intel.web.subject_words import KINDS, ROLES, STATES, pace_words, strength
from triage.selectors.queues import names_of
from triage.web.wording import STATES as STATE_LABELS

MOST_BARS = 24


@require_safe
@staff_only
def links(request: StaffRequest) -> HttpResponse:
    """List the links between accounts that nobody has decided, the likeliest first."""
    names = _platforms()
    shown = [_link(each, names) for each in rows.links_to_look_at(by=request.actor)]
    return render(request, "hub/account_links.html", {"rows": shown})


@require_http_methods(["GET", "HEAD", "POST"])
@staff_only
def link(request: StaffRequest, link_id: int) -> HttpResponse:
    """Show what speaks for a link, and take what an officer says to it."""
    found = rows.find_link(link_id=link_id, by=request.actor)
    if found is None:
        raise Http404
    form = LinkForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        say = {
            "confirmed": deciding_links.confirm,
            "refused": deciding_links.refuse,
            "offered": deciding_links.reopen,
        }[form.cleaned_data["said"]]
        try:
            say(link_id=link_id, by=request.actor, at=timezone.now(), reason=form.cleaned_data["reason"])
        except deciding_links.LinkRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Recorded."))
            return redirect("hub_account_links")
    context = {"form": form, "each": _link(found, _platforms())}
    return render(request, "hub/account_link.html", context, status=422 if form.errors else 200)


@require_safe
@staff_only
def subject(request: StaffRequest, reference: str) -> HttpResponse:
    """Show who is behind some accounts: the accounts, their links, the cases, and how it went on over time."""
    found = rows.find_subject(reference=reference, by=request.actor)
    if found is None:
        raise Http404
    if found.reference != reference:
        return redirect("hub_subject", found.reference)
    seen = looking_at_subjects.look(subject=found, by=request.actor, at=timezone.now())
    names = _platforms()
    handles = {each.id: each.handle for each in seen.accounts}
    context = {
        "subject": found,
        "shared": shared_of(found, seen),
        "network": network_of(seen, platforms=names),
        "accounts": [_account(each, names) for each in seen.accounts],
        "links": [_link(each, names) for each in seen.links],
        "cases": [
            {
                "row": each,
                "roles": _roles(each),
                "state": STATE_LABELS[each.case.lead.state],
                "accounts": [handle for id_, handle in handles.items() if (id_, each.case.id) in seen.named],
            }
            for each in seen.cases
        ],
        "months": seen.months,
        "pace": pace_words(seen.pace, platforms=names),
        "picture": _picture(seen.months) if seen.months else None,
    }
    return render(request, "hub/subject.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_only
def lead(request: StaffRequest, reference: str) -> HttpResponse:
    """Name which of the forces that share a subject leads, and tell them."""
    found = rows.find_subject(reference=reference, by=request.actor)
    shared = find_shared(subject=found) if found else None
    if found is None or shared is None:
        raise Http404
    names = names_of()["forces"]
    now = {"force": shared.lead.code, "is_agreed": "yes" if shared.state == "agreed" else "no"}
    sent = request.POST if request.method == "POST" else None
    form = LeadForm(sent, initial=now, forces=[(code, names.get(code, code)) for code in shared.forces])
    if sent is not None and form.is_valid():
        said = {**form.cleaned_data, "is_agreed": form.cleaned_data["is_agreed"] == "yes"}
        try:
            sharing_subjects.name_lead(subject=found, **said, by=request.actor, at=timezone.now())
        except sharing_subjects.LeadRefused as refusal:
            form.add_error(refusal.field, str(refusal))
        else:
            messages.success(request, _("Recorded. The forces are told in their feeds."))
            return redirect("hub_subject", found.reference)
    context = {"form": form, "subject": found}
    return render(request, "hub/subject_lead.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_only
def note(request: StaffRequest, reference: str, account_id: int) -> HttpResponse:
    """Note something more that is known of an account."""
    found = rows.find_subject(reference=reference, by=request.actor)
    accounts = {each.id: each for each in rows.accounts_of(subject=found, by=request.actor)} if found else {}
    if found is None or account_id not in accounts:
        raise Http404
    form = NoteForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            _note(account_id, form.cleaned_data, request)
        except noting.NotNoted as refusal:
            form.add_error("reason" if refusal.field == "reason" else "value", str(refusal))
        else:
            messages.success(request, _("Noted. Accounts that share it are offered as links."))
            return redirect("hub_subject", found.reference)
    context = {"form": form, "subject": found, "each": _account(accounts[account_id], _platforms())}
    return render(request, "hub/account_note.html", context, status=422 if form.errors else 200)


def _note(account_id: int, given: dict[str, str], request: StaffRequest) -> None:
    facts: dict[str, Any] = {"by": request.actor, "at": timezone.now(), "reason": given["reason"]}
    if given["what"] == "number":
        noting.note_number(account_id=account_id, number=given["value"], **facts)
    elif given["what"] == "former_name":
        noting.note_former_name(account_id=account_id, handle=given["value"], **facts)
    else:
        noting.note_contact(account_id=account_id, kind=given["what"], value=given["value"], **facts)


def _link(row: rows.LinkRow, platforms: Mapping[str, str]) -> dict[str, Any]:
    account, other = _account(row.account, platforms), _account(row.other, platforms)
    text, colour = STATES[row.link.state]
    evidence = [
        {"text": KINDS[each.kind], "strength": strength(each), "held_by": each.held_by} for each in row.verdict.evidence
    ]
    return {
        "link": row.link,
        "account": account,
        "other": other,
        "both": [account, other],
        "evidence": evidence,
        "share": round(100 * row.link.score),
        "state": text,
        "colour": colour,
    }


def _account(account: Account, platforms: Mapping[str, str]) -> dict[str, Any]:
    return {"row": account, "platform": platforms.get(account.platform_code, account.platform_code)}


def _roles(row: rows.CaseRow) -> str:
    return ", ".join(f"{ROLES[kind]}: {number}" for kind, number in sorted(row.roles.items()))


def _picture(months: Sequence[rows.Month]) -> BarPicture:
    return bar_picture(
        id="chart-months",
        title=_("Reports by month"),
        description=_("Reports that name the accounts, by month. The same numbers stand in the table below."),
        kinds=[_("Of urgent and high cases"), _("Of others")],
        rows=[
            (date_format(each.month, "F Y"), (each.urgent, each.reports - each.urgent)) for each in months[-MOST_BARS:]
        ],
    )


def _platforms() -> dict[str, str]:
    return dict(list_platforms().values_list("code", "name"))
