"""Words that the workbench shows for requests to platforms, and how they are shown."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from referrals.forms.takedown_answers import REASONS as ANSWERS
from referrals.forms.takedowns import ACTIONS
from referrals.models import Reappearance, ReCheck, Takedown, TakedownPost
from referrals.rules.takedowns.steps import WITH_PLATFORM, Asked, State
from referrals.selectors.capture_words import SENTENCES, SHOWN
from referrals.selectors.takedowns import Told, Worklist
from referrals.web.sending_words import reason_not_sent
from triage.web.legible import erased
from triage.web.wording import clock

STATES: Mapping[str, str | Promise] = {
    State.DRAFTED: gettext_lazy("Draft"),
    State.READY: gettext_lazy("To be sent"),
    State.SENT: gettext_lazy("Sent"),
    State.ACKNOWLEDGED: gettext_lazy("Being looked at"),
    State.REMOVED: gettext_lazy("Removed, it says"),
    State.RESTRICTED: gettext_lazy("Done, not removed"),
    State.REFUSED: gettext_lazy("Refused"),
    State.NO_ANSWER: gettext_lazy("No answer"),
    State.REAPPEARED: gettext_lazy("Re-appeared"),
    State.CANCELLED: gettext_lazy("Given up"),
}
COLOURS: Mapping[str, str] = {
    State.DRAFTED: "grey",
    State.READY: "blue",
    State.SENT: "blue",
    State.ACKNOWLEDGED: "blue",
    State.REMOVED: "yellow",
    State.RESTRICTED: "green",
    State.REFUSED: "red",
    State.NO_ANSWER: "red",
    State.REAPPEARED: "red",
    State.CANCELLED: "grey",
}
STEPS: Mapping[str, str | Promise] = {
    "draft": gettext_lazy("Drafted"),
    "edit": gettext_lazy("Changed"),
    "ask_to_send": gettext_lazy("Approved for sending"),
    "cancel": gettext_lazy("Given up"),
    "note_sent": gettext_lazy("Sent to the platform"),
    "note_undeliverable": gettext_lazy("Could not be sent"),
    "letter_failed": gettext_lazy("A letter to the platform did not arrive"),
    "acknowledge": gettext_lazy("The platform is looking at it"),
    "note_question": gettext_lazy("The platform asks a question"),
    "answer_question": gettext_lazy("The question was answered"),
    "note_removed": gettext_lazy("The platform says that it is removed"),
    "note_restricted": gettext_lazy("The platform has done something else, or keeps the data"),
    "note_refused": gettext_lazy("The platform will not do it"),
    "note_no_answer": gettext_lazy("The platform did not answer in time"),
    "remind": gettext_lazy("The platform was due a reminder"),
    "escalate": gettext_lazy("Asked again, one level up"),
    "found_gone": gettext_lazy("A re-check found it gone"),
    "found_up": gettext_lazy("A re-check found it still there"),
    "reappear": gettext_lazy("It is there, or reported, again"),
    "reported_again": gettext_lazy("It was reported again"),
    "said": gettext_lazy("The platform said something more"),
}
REASONS: Mapping[str, str | Promise] = {
    **{code: label for code, label in ANSWERS if code},
    "diverted": gettext_lazy("A post of it has been diverted since."),
    "withheld": gettext_lazy("Who the case is about is withheld since."),
}
SEEN: Mapping[str, tuple[str | Promise, str]] = {
    TakedownPost.Seen.UP: (gettext_lazy("still there"), "red"),
    TakedownPost.Seen.GONE: (gettext_lazy("gone"), "green"),
    TakedownPost.Seen.UNKNOWN: (gettext_lazy("cannot be told"), "grey"),
}
WHY_LOOKED: Mapping[str, str | Promise] = {
    ReCheck.Why.SENT: gettext_lazy("Some time after it was asked"),
    ReCheck.Why.CLAIMED: gettext_lazy("The platform says that it is removed"),
    ReCheck.Why.AGAIN: gettext_lazy("A second look: it was not found, or was reported again"),
    ReCheck.Why.ASKED: gettext_lazy("An officer asked"),
    ReCheck.Why.BY_HAND: gettext_lazy("An officer looked"),
}
NOT_ASKED = gettext_lazy("The platform is not asked to remove it.")
AGAIN_BY: Mapping[str, str | Promise] = {
    Reappearance.By.POST: gettext_lazy("the same post"),
    Reappearance.By.PICTURE: gettext_lazy("the same picture"),
}
WORKLISTS: Mapping[Worklist, str | Promise] = {
    Worklist.TO_DO: gettext_lazy("For an officer to do"),
    Worklist.BY_HAND: gettext_lazy("To be sent by hand"),
    Worklist.QUESTIONS: gettext_lazy("Questions of platforms"),
    Worklist.LATE: gettext_lazy("Not answered in time"),
    Worklist.FOUND_UP: gettext_lazy("Said to be removed, and there"),
    Worklist.UNSEEN: gettext_lazy("Said to be removed, not seen gone"),
    Worklist.DRAFTS: gettext_lazy("Drafts"),
    Worklist.WAITING: gettext_lazy("With the platform"),
    Worklist.OPEN: gettext_lazy("All open requests"),
}


def state_of(takedown: Takedown) -> dict[str, str]:
    """Return how a request stands as a tag: one whose removal was seen says so."""
    if takedown.state == State.REMOVED and takedown.confirmed_at is not None:
        return {"text": _("Removed, and seen gone"), "colour": "green"}
    if takedown.state == State.RESTRICTED and takedown.action == Asked.PRESERVE:
        return {"text": _("Data is preserved"), "colour": "green"}
    if takedown.state == State.SENT and takedown.found_up_at is not None:
        return {"text": _("Said to be removed, and there"), "colour": "red"}
    return {"text": str(STATES[takedown.state]), "colour": COLOURS[takedown.state]}


def takedown_row(takedown: Takedown, *, reference: str, names: Mapping[str, str], at: datetime) -> dict[str, Any]:
    """Return a request as a list shows it."""
    runs = takedown.state in WITH_PLATFORM
    return {
        "href": reverse("hub_takedown", args=[reference, takedown.id]),
        "case": reference,
        "platform": names.get(takedown.platform_code, takedown.platform_code),
        "action": str(ACTIONS[takedown.action]),
        "state": state_of(takedown),
        "since": takedown.state_since,
        "has_question": takedown.question_open_at is not None,
        "due_at": takedown.answer_due_at if runs else None,
        "due": clock(takedown.answer_due_at, at=at) if runs else "",
        "is_late": bool(runs and takedown.answer_due_at and takedown.answer_due_at <= at),
        "undeliverable": reason_of(takedown.undeliverable),
    }


def reason_of(code: str) -> str:
    """Return a reason in words; a code of a mail system as it is, empty for none."""
    return str(REASONS[code]) if code in REASONS else reason_not_sent(code)


def step_row(told: Told) -> dict[str, Any]:
    """Return one line of a request's timeline."""
    row = told.row
    words = erased() if told.words is None else told.words
    body = "\n\n".join(part for part in (reason_of(row.reason), words) if part)
    return {"title": str(STEPS.get(row.step, row.step)), "by": _who(row.by), "at": row.at, "body": body}


def seen_row(post: TakedownPost) -> dict[str, Any]:
    """Return a post of a request with what the last re-check saw."""
    text, colour = SEEN.get(post.seen, ("", ""))
    return {"url": post.url, "seen": str(text), "colour": colour, "seen_at": post.seen_at}


def check_row(row: ReCheck) -> dict[str, Any]:
    """Return one look at a post: what it showed, and by what."""
    text, colour = SEEN[row.seen]
    if row.seen == TakedownPost.Seen.GONE and row.post.gone_at is None:
        text, colour = _("not found, once"), "grey"
    reason = {"not_asked": NOT_ASKED, **SENTENCES, **SHOWN}.get(row.reason, "")
    return {
        "at": row.done_at,
        "position": row.post.position,
        "seen": str(text),
        "colour": colour,
        "why": str(WHY_LOOKED[row.why]),
        "by": _who(row.by),
        "reason": str(reason),
    }


def again_row(row: Reappearance, *, names: Mapping[str, str]) -> dict[str, Any]:
    """Return one report that shows again what was removed, as either of its cases shows it."""
    takedown = row.takedown
    request_of = takedown.report.case.reference
    return {
        "case": row.report.case.reference,
        "case_href": reverse("hub_case", args=[row.report.case.reference]),
        "request_of": request_of,
        "request_href": reverse("hub_takedown", args=[request_of, takedown.id]),
        "platform": names.get(takedown.platform_code, takedown.platform_code),
        "by": str(AGAIN_BY[row.by]),
        "at": row.at,
    }


def _who(actor: str) -> str:
    role, _sign, name = actor.partition(":")
    return _("the hub") if role == "hub" else name
