"""The officers' pages of advice: asking a body, saying something again, withdrawing, and what came back."""

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
from hatehub.reference.selectors import list_partners_to_ask
from hatehub.vault.services import KeyDestroyed
from referrals.forms.advice import AskForm, AskProsecutorForm, SayAgainForm, WithdrawForm
from referrals.models import AdviceRequest, EvidencePackage
from referrals.rules.advice import Kind
from referrals.selectors import advice
from referrals.selectors.advice_words import STATES
from referrals.services import advice_showing, advising
from referrals.services.advice_talk import open_one
from reports.models import Case
from triage.selectors.queues import names_of
from triage.web.case_pages import frame_context, with_case
from triage.web.legible import erased

TAB = "advice"
WAITING = 100


@require_http_methods(["GET", "HEAD", "POST"])
@with_case
def ask(request: StaffRequest, case: Case) -> HttpResponse:
    """Ask a community organisation, an adviser or a regulator."""
    shown = advice_showing.showable(case=case, by=request.actor, at=timezone.now())
    names = names_of()["platforms"]
    choices = [
        *((each.name, _post_label(number, each, names)) for number, each in enumerate(shown.posts, start=1)),
        *((each.name, _picture_label(each)) for each in shown.pictures),
    ]
    partners = list_partners_to_ask(kinds=advising.ADVISERS)
    form = AskForm(_sent(request), partners=[(each.code, _partner_label(each)) for each in partners], shown=choices)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        what = {"partner_code": given["partner"], "question": given["question"], "shown": given.get("shown", [])}
        if _do(form, lambda: _ask(request, case, days=int(given["days"]), **what)):
            return _done(request, case, _("The body is asked. The letter goes out as soon as a worker is free."))
    more = {"shown": shown, "has_partners": bool(partners)}
    return _page(request, case, form, "hub/advice_ask.html", **more)


@require_http_methods(["GET", "HEAD", "POST"])
@with_case
def ask_prosecutor(request: StaffRequest, case: Case) -> HttpResponse:
    """Hand a sealed package to a prosecutor for early advice."""
    sealed = case.packages.filter(state=EvidencePackage.State.SEALED).order_by("-version")[:5]
    packages = [(str(each.id), _("Version %s") % each.version) for each in sealed]
    partners = list_partners_to_ask(kinds=[Kind.PROSECUTOR.value])
    form = AskProsecutorForm(
        _sent(request), partners=[(each.code, _partner_label(each)) for each in partners], packages=packages
    )
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        what = {"partner_code": given["partner"], "question": given["question"], "shown": []}
        package_id = UUID(given["package"])
        if _do(form, lambda: _ask(request, case, days=int(given["days"]), package_id=package_id, **what)):
            return _done(request, case, _("The prosecutor is asked. The letter goes out as soon as a worker is free."))
    more = {"has_packages": bool(packages), "has_partners": bool(partners)}
    return _page(request, case, form, "hub/advice_ask_prosecutor.html", **more)


@require_http_methods(["GET", "HEAD", "POST"])
@with_case
def say_again(request: StaffRequest, case: Case, request_id: UUID) -> HttpResponse:
    """Say something to a body that asked back, or ask one again that did not answer."""
    row = _find(request, case, request_id)
    form = SayAgainForm(_sent(request))
    if request.method == "POST" and form.is_valid():
        text = form.cleaned_data["text"]
        if _do(form, lambda: advising.reply(request_id=row.id, text=text, by=request.actor, at=timezone.now())):
            return _done(request, case, _("The body is written to again, with a new link."))
    return _page(request, case, form, "hub/advice_again.html", asked=open_one(row))


@require_http_methods(["GET", "HEAD", "POST"])
@with_case
def withdraw(request: StaffRequest, case: Case, request_id: UUID) -> HttpResponse:
    """Withdraw a request."""
    row = _find(request, case, request_id)
    form = WithdrawForm(_sent(request))
    if request.method == "POST" and form.is_valid():
        why = form.cleaned_data["why"]
        if _do(form, lambda: advising.withdraw(request_id=row.id, why=why, by=request.actor, at=timezone.now())):
            return _done(request, case, _("The request is withdrawn. Its link opens nothing any more."))
    return _page(request, case, form, "hub/advice_withdraw.html", asked=open_one(row))


@require_POST
@with_case
def note_read(request: StaffRequest, case: Case, request_id: UUID) -> HttpResponse:
    """Note that what came back has been read."""
    row = _find(request, case, request_id)
    advising.note_read(request_id=row.id, by=request.actor, at=timezone.now())
    return redirect("hub_case_tab", case.reference, TAB)


@require_safe
@staff_only
def waiting(request: StaffRequest) -> HttpResponse:
    """List what came back from bodies and nobody has read, the oldest first."""
    rows = list(advice.waiting(by=request.actor).select_related("case")[: WAITING + 1])
    shown = [{"row": row, "state": STATES[row.state][0], "colour": STATES[row.state][1]} for row in rows[:WAITING]]
    return render(request, "hub/advice_waiting.html", {"rows": shown, "has_more": len(rows) > WAITING})


def _ask(request: StaffRequest, case: Case, **what: Any) -> AdviceRequest:
    return advising.ask(case_id=case.id, by=request.actor, at=timezone.now(), **what)


def _do(form: Any, act: Callable[[], Any]) -> bool:
    """Call a service; put its refusal into the form."""
    try:
        act()
    except advising.TellsWhoComplained as refusal:
        form.add_error("question" if "question" in form.fields else "text", str(refusal))
    except advising.AdviceRefused as refusal:
        form.add_error(None, str(refusal))
    except KeyDestroyed:
        form.add_error(None, erased())
    else:
        return True
    return False


def _sent(request: StaffRequest) -> Any:
    return request.POST if request.method == "POST" else None


def _find(request: StaffRequest, case: Case, request_id: UUID) -> AdviceRequest:
    row = advice.find(request_id=request_id, case=case, by=request.actor)
    if row is None:
        raise Http404
    return row


def _done(request: StaffRequest, case: Case, words: str) -> HttpResponse:
    messages.success(request, words)
    return redirect("hub_case_tab", case.reference, TAB)


def _page(request: StaffRequest, case: Case, form: Any, template: str, **more: Any) -> HttpResponse:
    context = {**frame_context(case, active=TAB), "form": form, **more}
    return render(request, template, context, status=422 if form.errors else 200)


def _partner_label(partner: Any) -> str:
    return f"{partner.name} ({partner.get_kind_display()})"


def _post_label(number: int, post: advice_showing.ShownPost, names: dict[str, str]) -> str:
    """Return the label of a post, without its words: those stand covered above the form."""
    said = {"number": number, "platform": names.get(post.platform_code, _("a site"))}
    return _("Words of post %(number)s, on %(platform)s") % said


def _picture_label(picture: advice_showing.ShownPicture) -> str:
    exhibit = picture.item.exhibit
    if picture.is_redacted:
        return _("Picture %s, parts blacked out") % exhibit
    return _("Picture %s, nothing blacked out") % exhibit
