"""What a force does with a case in its portal: answers, notes, questions, what a package was worth."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from hatehub.accounts.staff import StaffRequest
from hatehub.vault.services import KeyDestroyed
from referrals.forms import portal_acts as forms_of
from referrals.selectors.force_cases import get_case
from referrals.services import answering, force_outcomes, force_talk
from referrals.services.answering import NotYours
from referrals.services.as_seen import ChangedSince, act_as_seen, see
from referrals.services.force_outcomes import OutcomeRefused
from referrals.services.force_talk import NamesSomebody, NoSuchReport
from referrals.web.portal_frame import for_force, sent, show
from referrals.web.portal_seen import change_rows, mark_of, read_mark
from referrals.web.portal_words import STATES
from reports.models import Case
from reports.rules.workflow import StepRefused
from triage.services.transferring import TransferRefused

Given = Mapping[str, Any]
ERASED = "What this would be added to has been erased."


@dataclass(frozen=True, kw_only=True)
class Act:
    """One thing that is done by a form. `is_guarded`: not over what has changed since the page was opened.

    `may_end_part`: afterwards the case may be the force's no longer, so the list of cases is shown.
    """

    title: str
    button: str
    done: str
    form: type[forms.Form]
    perform: Callable[..., Any]
    intro: str = ""
    is_guarded: bool = False
    is_warning: bool = False
    may_end_part: bool = False


def act_page(act: Act) -> Callable[..., Any]:
    """Return the page of an act: the form, the refusal beside its field, and afterwards the case."""

    @require_http_methods(["GET", "HEAD", "POST"])
    @for_force
    def page(request: StaffRequest, reference: str, **more: Any) -> HttpResponse:
        case = get_case(reference=reference, by=request.actor)
        form = act.form(sent(request))
        if request.method == "POST" and form.is_valid():
            given, by, at = form.cleaned_data, request.actor, timezone.now()
            changes = refused(
                form,
                lambda: guarded(
                    request, case, act, lambda: act.perform(given, reference=reference, by=by, at=at, **more)
                ),
            )
            if changes is None and not form.errors:
                messages.success(request, act.done)
                return redirect("force_cases") if act.may_end_part else redirect("force_case", reference)
            return _form_page(request, case, act, form, changes=changes)
        return _form_page(request, case, act, form)

    return page


def guarded(request: StaffRequest, case: Case, act: Act, do: Callable[[], Any]) -> Any:
    """Do something to a case; where the act is guarded, only as the page showed it. Raises ChangedSince."""
    if not act.is_guarded:
        return do()
    return act_as_seen(reference=case.reference, seen=read_mark(request), by=request.actor, act=do)


def refused(form: forms.Form, do: Callable[[], Any]) -> list[dict[str, Any]] | None:
    """Do something and put a refusal beside the field that it is about; return what has changed meanwhile, or None."""
    try:
        do()
    except ChangedSince as refusal:
        form.add_error(None, "Nothing is recorded yet. Read what has changed, then send it again if it still holds.")
        return change_rows(refusal)
    except NoSuchReport as refusal:
        form.add_error("report", str(refusal))
    except NamesSomebody as refusal:
        form.add_error("text", str(refusal))
    except OutcomeRefused as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
    except StepRefused as refusal:
        stands = STATES.get(refusal.state, "with the hub").lower()
        form.add_error(None, f"This cannot be done any more: the case is {stands} now. Look at it again.")
    except (NotYours, TransferRefused) as refusal:
        form.add_error(None, str(refusal))
    except KeyDestroyed:
        form.add_error(None, ERASED)
    return None


def seen_mark(request: StaffRequest, case: Case) -> str:
    """Return the mark that the form of a page carries: how the case stands as the page is made."""
    return mark_of(see(case=case, by=request.actor, at=timezone.now()))


def form_context(request: StaffRequest, case: Case, act: Act, form: forms.Form) -> dict[str, Any]:
    """Return what every page with a form shows. A form that was sent keeps its own mark: nothing slips past it."""
    return {"case": case, "act": act, "form": form, "mark": _mark(request, case, form)}


def _mark(request: StaffRequest, case: Case, form: forms.Form) -> str:
    if request.method == "POST" and not getattr(form, "is_overtaken", False):
        return mark_of(read_mark(request))
    return seen_mark(request, case)


def _form_page(request: StaffRequest, case: Case, act: Act, form: Any, *, changes: Any = None) -> HttpResponse:
    form.is_overtaken = bool(changes)
    context = {**form_context(request, case, act, form), "changes": changes}
    return show(request, "act", context, status=status_of(form, changes))


def status_of(form: forms.Form, changes: Any) -> int:
    """Return 409 where the case has changed meanwhile, 422 where the form has errors, else 200."""
    return 409 if changes else 422 if form.is_bound and form.errors else 200


# The acts -----------------------------------------------------------------------------------------
def _answer_transfer(given: Given, **whose: Any) -> None:
    if given["answer"] == "accept":
        answering.accept_transfer(**whose)
    else:
        answering.refuse_transfer(reason=given["reason"], **whose)


accept = act_page(
    Act(
        title="Accept the case",
        button="Accept",
        done="The case is yours. Those who reported it are told that your force has it.",
        form=forms_of.AcceptForm,
        perform=lambda given, **whose: answering.accept(crime_number=given["crime_number"], **whose),
        is_guarded=True,
    )
)
refuse = act_page(
    Act(
        title="Refuse the case",
        button="Refuse",
        done="The hub has your reason and decides again.",
        form=forms_of.RefuseForm,
        perform=lambda given, **whose: answering.refuse(reason=given["reason"], **whose),
        intro="The case goes back to the hub. You no longer see it, unless your force keeps another part in it.",
        is_guarded=True,
        is_warning=True,
        may_end_part=True,
    )
)
transfer = act_page(
    Act(
        title="Answer the transfer",
        button="Send the answer",
        done="The hub and the other force have your answer.",
        form=forms_of.TransferForm,
        perform=_answer_transfer,
        intro="If you take it on, a package is built for you, and you then accept the case with your crime number.",
        is_guarded=True,
        may_end_part=True,
    )
)
note = act_page(
    Act(
        title="Write a note to the hub",
        button="Send the note",
        done="The hub has your note.",
        form=forms_of.NoteForm,
        perform=lambda given, **whose: force_talk.write(kind="note", text=given["text"], **whose),
    )
)
ask = act_page(
    Act(
        title="Ask the hub",
        button="Send the question",
        done="The hub has your question.",
        form=forms_of.AskForm,
        perform=lambda given, **whose: force_talk.write(kind="question", text=given["text"], **whose),
    )
)
feedback = act_page(
    Act(
        title="What was the package worth?",
        button="Send",
        done="Thank you. The hub learns from it.",
        form=forms_of.FeedbackForm,
        perform=lambda given, **whose: force_outcomes.give_feedback(**given, **whose),
        intro="Said again, it replaces what your force said of this version before.",
    )
)
