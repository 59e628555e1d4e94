"""Advice in words: what was asked, where it stands, and what was answered."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from referrals.models import AdviceRequest
from referrals.rules.advice import ENDED_BY_READING, STILL_OPEN, State
from referrals.selectors.answer_links import LinkRow

STATES: Mapping[str, tuple[str | Promise, str]] = {
    State.ASKED: (_("Asked"), "blue"),
    State.QUESTION: (_("Asks back"), "orange"),
    State.ANSWERED: (_("Answered"), "green"),
    State.DECLINED: (_("Declined"), "grey"),
    State.EXPIRED: (_("No answer in time"), "orange"),
    State.UNDELIVERABLE: (_("Could not be delivered"), "red"),
    State.WITHDRAWN: (_("Withdrawn"), "grey"),
}
PARTS: Mapping[str, str | Promise] = {
    "harm": _("Does it cause harm?"),
    "harm_why": _("Why, and to whom"),
    "term": _("Symbol or phrase"),
    "meaning": _("What it means"),
    "context": _("Where it comes from"),
    "remove": _("Should it be removed?"),
    "realistic": _("Is a charge realistic?"),
    "realistic_why": _("Why"),
    "missing": _("What is missing"),
    "offences": _("Offences"),
    "sure": _("How sure"),
    "words": _("Also"),
}
SAID: Mapping[str, str | Promise] = {
    "yes": _("Yes"),
    "no": _("No"),
    "cannot_tell": _("Cannot tell"),
    "high": _("Very sure"),
    "medium": _("Fairly sure"),
    "low": _("Not sure"),
}
CHOSEN = frozenset({"harm", "remove", "realistic", "sure"})


AGAIN = frozenset({State.QUESTION, State.EXPIRED, State.UNDELIVERABLE})
"""In these an officer may say something again."""


def advice_row(
    row: AdviceRequest, *, talk: Sequence[Any], answer: Mapping[str, str] | None, is_erased: bool, links: list[LinkRow]
) -> dict[str, Any]:
    """Return what the tab shows of one request: where it stands, what was said, what was answered, and its links."""
    label, colour = STATES[row.state]
    return {
        "row": row,
        "asked_by": row.asked_by.partition(":")[2],
        "read_by": row.read_by.partition(":")[2],
        "state": str(label),
        "colour": colour,
        "talk": talk,
        "answer": answer_rows(answer),
        "explains": bool(answer and answer.get("term")),
        "is_erased": is_erased,
        "links": links,
        "pictures": sum(name.startswith("exhibit:") for name in row.shown),
        "posts": sum(name.startswith("post:") for name in row.shown),
        "may_withdraw": row.state in STILL_OPEN,
        "may_say_again": row.state in AGAIN,
        "is_new": row.state in ENDED_BY_READING and row.read_at is None,
    }


def answer_rows(answer: Mapping[str, str] | None) -> list[dict[str, Any]]:
    """Return what a body answered, as rows of a summary list; what was left blank is left out."""
    return [
        {"key": PARTS[name], "value": SAID.get(said, said) if name in CHOSEN else said}
        for name, said in (answer or {}).items()
        if said and name in PARTS
    ]
