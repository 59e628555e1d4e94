"""The page of one request: exactly what goes out, what became of it, what can be done, and what refuses it."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from hatehub.accounts.staff import StaffRequest
from hatehub.reference.models import Platform
from hatehub.vault.services import KeyDestroyed
from referrals.forms.rechecks import SeenForm
from referrals.forms.takedowns import ACTIONS, SaidForm, SentForm, VersionForm, WordsForm
from referrals.models import Takedown
from referrals.rules.takedowns.notice_text import words_of
from referrals.rules.takedowns.steps import STEPS, WITH_PLATFORM, Asked, State, StepRefused
from referrals.selectors import answer_links as links
from referrals.selectors import reappearances, rechecks
from referrals.selectors import takedowns as rows
from referrals.services import rechecking, takedowns
from referrals.services.takedowns.writing import to_pass_on
from referrals.web.sending_words import has_form, waiting_for, why_by_hand
from referrals.web.takedown_words import again_row, check_row, reason_of, seen_row, state_of, step_row
from reports.models import Case
from reports.services.subjects import SubjectWithheld, withholds_subject
from triage.services import opening
from triage.web.case_pages import frame_context
from triage.web.legible import erased

TAB = "takedown"
SAID_ID, ANSWER_ID, SEEN_ID = "said-%s", "answer-%s", "seen-%s"
LINK_TO_BE = "[the address of the page for the answer, which is made when the request is approved]"
"""Stands in the preview for the link, which only the platform is to have."""
REFUSALS = (
    takedowns.NothingToAsk,
    takedowns.NotRead,
    takedowns.CaseEmptied,
    takedowns.PostsDiverted,
    takedowns.StaleTakedown,
    StepRefused,
    SubjectWithheld,
    KeyDestroyed,
)


def find(request: StaffRequest, case: Case, takedown_id: UUID) -> Takedown:
    """Return a request of a case. Raises Http404 where it has no such."""
    found = rows.find(takedown_id=takedown_id, case=case, by=request.actor)
    if found is None:
        raise Http404
    return found


def page(
    request: StaffRequest,
    case: Case,
    takedown: Takedown,
    *,
    said: SaidForm | None = None,
    answering: WordsForm | None = None,
    looking: SeenForm | None = None,
) -> HttpResponse:
    """Return the page of a request, with a form that was refused where there is one."""
    opening.note_opening(case=case, tab=TAB, by=request.actor, at=timezone.now())
    begun = {"version": takedown.version}
    platform = takedowns.platform_of(takedown)
    can = {step for step in STEPS if takedown.state in STEPS[step].sources}
    has_no_channel, is_withheld = takedowns.is_by_hand(platform), withholds_subject(case=case)
    waits_for_hand = takedown.state == State.READY and (takedown.is_by_hand or has_no_channel)
    posts = list(takedown.posts.order_by("position"))
    context = {
        **frame_context(case, active=TAB),
        "takedown": takedown,
        "platform": platform,
        "action": ACTIONS[takedown.action],
        "state": state_of(takedown),
        "is_preserving": takedown.action == Asked.PRESERVE,
        "undeliverable": reason_of(takedown.undeliverable),
        "to_pass_on": to_pass_on(takedown),
        "can": can,
        "is_by_hand": has_no_channel,
        "why_by_hand": why_by_hand(platform, is_chosen=takedown.is_by_hand and not has_no_channel),
        "has_form": has_form(platform),
        "waiting_for": _waiting_for(takedown, platform, waits_for_hand=waits_for_hand),
        "waits_for_hand": waits_for_hand,
        "is_with_platform": takedown.state in WITH_PLATFORM,
        "text": _text(takedown, case, is_open=waits_for_hand),
        "posts": [] if is_withheld else [seen_row(post) for post in posts],
        **_checks(request, takedown, is_withheld=is_withheld),
        "seen_form": looking or SeenForm(posts=len(posts), auto_id=SEEN_ID),
        "steps": [step_row(told) for told in rows.timeline_of(takedown=takedown, by=request.actor)],
        "links": _links(request, takedown),
        "back": reverse("hub_takedown", args=[case.reference, takedown.id]),
        "version_form": VersionForm(initial=begun, auto_id="send-%s"),
        "sent_form": SentForm(initial=begun, auto_id="sent-%s"),
        "said_form": said or SaidForm(initial=begun, auto_id=SAID_ID),
        "answer_form": answering or WordsForm(initial=begun, auto_id=ANSWER_ID),
    }
    is_refused = any(form is not None and form.errors for form in (said, answering, looking))
    return render(request, "hub/takedown.html", context, status=422 if is_refused else 200)


def _waiting_for(takedown: Takedown, platform: Platform, *, waits_for_hand: bool) -> str:
    is_waiting = takedown.state == State.READY and not waits_for_hand
    return waiting_for(platform, at=timezone.now()) if is_waiting else ""


def move(request: StaffRequest, act: Callable[[Any], object], *, done: str) -> None:
    """Do something with a request, and say that it is done, or why not."""
    try:
        act(timezone.now())
    except REFUSALS as refusal:
        messages.error(request, sentence_for(refusal))
    else:
        messages.success(request, done)


def sentence_for(refusal: Exception) -> str:
    """Return what an officer reads of a refusal that concerns no field."""
    return {
        takedowns.NothingToAsk: _(
            "The case has nothing there that could be asked about and is not asked about already."
        ),
        takedowns.NotRead: _("Begin triage first. Until then a platform is only asked to preserve data."),
        takedowns.PostsDiverted: _("A post of it is diverted, or its link is gone. It is told to no platform."),
        takedowns.StaleTakedown: _("A colleague has changed this request since you opened the page. Nothing was done."),
        StepRefused: _("The request has moved on since you opened the page. Nothing was done."),
        SubjectWithheld: withheld(),
        KeyDestroyed: erased(),
    }.get(type(refusal), _("Nothing was done."))


def withheld() -> str:
    """Return what an officer reads where a subject is withheld."""
    return _("Who this case is about is withheld: no platform is asked any more.")


def _checks(request: StaffRequest, takedown: Takedown, *, is_withheld: bool) -> dict[str, Any]:
    """Return what re-checks showed, where it is reported again, and whether there can be more looks."""
    again = reappearances.of_takedown(takedown=takedown, by=request.actor)
    found = rechecks.of_takedown(takedown=takedown, by=request.actor)
    return {
        "checks": [check_row(row) for row in found.done],
        "next_check_at": found.next_at,
        "can_check": rechecking.may_ask(takedown) and not is_withheld,
        "again": [again_row(row, names={}) for row in again.rows],
        "again_is_more": again.is_more,
        "again_is_open": again.is_open,
        "can_fetch": settings.CAPTURE,
        "is_unseen": takedown.state == State.REMOVED and takedown.confirmed_at is None and bool(found.done),
    }


def _links(request: StaffRequest, takedown: Takedown) -> list[links.LinkRow]:
    subject = f"takedown:{takedown.id}"
    return links.of_subjects(subjects=[subject], by=request.actor, at=timezone.now())[subject]


def _text(takedown: Takedown, case: Case, *, is_open: bool) -> str:
    """Return the words that go out; the link in them only where an officer is to send it, else a word for it."""
    try:
        if is_open:
            return words_of(takedowns.notice_of(takedown))
        takedowns.check_may_leave(takedown, case=case)
        return words_of(takedowns.shown_notice(takedown, case=case, answer_address=LINK_TO_BE))
    except (takedowns.PostsDiverted, SubjectWithheld) as refusal:
        return sentence_for(refusal)
    except KeyDestroyed:
        return erased()
