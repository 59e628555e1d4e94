"""What officers do with a request to a platform: have it sent, note what was said, answer, give it up, escalate."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from hatehub.accounts.staff import StaffRequest
from referrals.forms.takedowns import SaidForm, SendForm, SentForm, WordsForm, sentences
from referrals.services import takedowns
from referrals.services.takedowns.taking import Said, note_said
from referrals.web.takedown_page import ANSWER_ID, REFUSALS, SAID_ID, TAB, find, move, page, sentence_for, withheld
from reports.models import Case
from reports.services.files import StorageAway
from reports.services.quarantine import ExhibitQuarantined
from reports.services.subjects import SubjectWithheld
from triage.web.case_pages import with_case


@require_safe
@with_case
def show(request: StaffRequest, case: Case, takedown_id: UUID) -> HttpResponse:
    """Show a request: exactly what goes out, what became of it, and what can be done."""
    return page(request, case, find(request, case, takedown_id))


@require_POST
@with_case
def seal(request: StaffRequest, case: Case) -> HttpResponse:
    """Seal what stands for the posts of a case that no force gets a package of."""
    try:
        sealing = takedowns.seal_evidence(case_id=case.id, by=request.actor, at=timezone.now())
    except takedowns.NothingToSeal:
        messages.warning(request, _("There is nothing to seal: capture the posts first."))
    except takedowns.SealedInPackage:
        messages.warning(request, _("A force has the case: its evidence is sealed in the package."))
    except (ExhibitQuarantined, StorageAway):
        messages.error(request, _("An exhibit could not be read as it was received. Nothing was sealed."))
    except SubjectWithheld:
        messages.error(request, withheld())
    else:
        count = len(sealing.exhibits)
        messages.success(request, _("The evidence is sealed. Exhibits: %(count)s.") % {"count": count})
    return redirect("hub_case_tab", case.reference, TAB)


@require_POST
@with_case
def send(request: StaffRequest, case: Case, takedown_id: UUID) -> HttpResponse:
    """Have a draft sent."""
    takedown, form = find(request, case, takedown_id), SendForm(request.POST)
    given = form.cleaned_data if form.is_valid() else {}
    try:
        takedowns.ask_to_send(
            takedown_id=takedown.id,
            expected_version=given.get("version"),
            by_hand=given.get("by_hand", False),
            by=request.actor,
            at=timezone.now(),
        )
    except takedowns.NotSealed as refusal:
        count = len(refusal.missing)
        messages.error(request, _("Not sent: the evidence of %(count)s posts is not sealed yet.") % {"count": count})
        return redirect("hub_case_tab", case.reference, TAB)
    except takedowns.WordingRefused as refusal:
        problems = {code for codes in refusal.problems.values() for code in codes}
        messages.error(request, " ".join([_("Not sent:"), *sentences(sorted(problems))]))
    except REFUSALS as refusal:
        messages.error(request, sentence_for(refusal))
    else:
        messages.success(request, _("The request is approved."))
    return redirect("hub_takedown", case.reference, takedown.id)


@require_POST
@with_case
def sent(request: StaffRequest, case: Case, takedown_id: UUID) -> HttpResponse:
    """Note that an officer has sent a request by hand."""
    takedown, form = find(request, case, takedown_id), SentForm(request.POST)
    if form.is_valid():
        reference = form.cleaned_data["reference"]
        move(
            request,
            lambda at: takedowns.note_sent(takedown_id=takedown.id, reference=reference, by=request.actor, at=at),
            done=_("Noted. The time to answer runs from now."),
        )
    return redirect("hub_takedown", case.reference, takedown.id)


@require_POST
@with_case
def said(request: StaffRequest, case: Case, takedown_id: UUID) -> HttpResponse:
    """Note what a platform said by telephone, by mail or on its own pages."""
    takedown, form = find(request, case, takedown_id), SaidForm(request.POST, auto_id=SAID_ID)
    if not form.is_valid():
        return page(request, case, takedown, said=form)
    given = form.cleaned_data
    move(
        request,
        lambda at: note_said(
            takedown_id=takedown.id,
            said=Said(given["said"]),
            reason=given["reason"],
            words=given["words"],
            by=request.actor,
            at=at,
        ),
        done=_("Noted."),
    )
    return redirect("hub_takedown", case.reference, takedown.id)


@require_POST
@with_case
def answer(request: StaffRequest, case: Case, takedown_id: UUID) -> HttpResponse:
    """Answer what a platform asked."""
    takedown, form = find(request, case, takedown_id), WordsForm(request.POST, auto_id=ANSWER_ID)
    if not form.is_valid():
        return page(request, case, takedown, answering=form)
    try:
        takedowns.answer_question(
            takedown_id=takedown.id, text=form.cleaned_data["words"], by=request.actor, at=timezone.now()
        )
    except takedowns.WordingRefused as refusal:
        for sentence in sentences(refusal.problems["answer"]):
            form.add_error("words", sentence)
        return page(request, case, takedown, answering=form)
    except REFUSALS as refusal:
        messages.error(request, sentence_for(refusal))
    else:
        messages.success(
            request, _("The answer is kept. It goes by e-mail where an address is known; else pass it on.")
        )
    return redirect("hub_takedown", case.reference, takedown.id)


@require_POST
@with_case
def cancel(request: StaffRequest, case: Case, takedown_id: UUID) -> HttpResponse:
    """Give a request up that nobody has sent."""
    takedown, form = find(request, case, takedown_id), WordsForm(request.POST)
    why = form.cleaned_data["words"] if form.is_valid() else ""
    move(
        request,
        lambda at: takedowns.cancel(takedown_id=takedown.id, why=why, by=request.actor, at=at),
        done=_("The request is given up."),
    )
    return redirect("hub_takedown", case.reference, takedown.id)


@require_POST
@with_case
def escalate(request: StaffRequest, case: Case, takedown_id: UUID) -> HttpResponse:
    """Ask again, one level up."""
    takedown, form = find(request, case, takedown_id), WordsForm(request.POST)
    why = form.cleaned_data["words"] if form.is_valid() else ""
    move(
        request,
        lambda at: takedowns.escalate(takedown_id=takedown.id, why=why, by=request.actor, at=at),
        done=_("The platform is asked again."),
    )
    return redirect("hub_takedown", case.reference, takedown.id)
