"""What a body does with a request for advice: it looks, answers, asks back, or declines."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from hatehub.accounts.actors import HUB, Actor
from hatehub.accounts.permissions import require
from hatehub.accounts.roles import Action, Role
from hatehub.audit.services import record
from referrals.models import AdviceRequest, AnswerLink
from referrals.rules.advice import Kind, Reply, State, check_answer
from referrals.services import advice_showing, advice_talk
from referrals.services.advice_showing import Showable
from referrals.services.advising import KIND, LEGAL_KIND, LONGEST_TEXT, move
from referrals.services.answer_links import LinkRefused, Why
from reports.services.sharing import note_sharing


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What the page of a body shows: the request with its words, and what may be shown now."""

    opened: advice_talk.Opened
    shown: Showable


def read(*, link: AnswerLink, at: datetime) -> Asked:
    """Return what a body sees behind its link. That it was shown is noted for each complainant, once a body.

    Raises LinkRefused where the link is for something else.
    """
    row = request_of(link)
    shown, reports = advice_showing.shown_now(names=row.shown, at=at)
    if reports:
        note_sharing(
            reports=reports,
            key=f"advice:{row.id}",
            recipient=row.recipient,
            parts=("redacted_post",),
            purpose="advice",
            by=HUB,
            at=at,
        )
    return Asked(opened=advice_talk.open_one(row), shown=shown)


def picture(*, link: AnswerLink, number: int, at: datetime) -> bytes:
    """Return one of the pictures that a body is shown, as a PNG; the custody log has which body looked.

    Raises LinkRefused, NothingToShow, and what custody raises.
    """
    row = request_of(link)
    return advice_showing.picture(names=row.shown, number=number, by=body_of(row), at=at)


def request_of(link: AnswerLink) -> AdviceRequest:
    """Return the request that a link is for. Raises LinkRefused where it is for something else, or over."""
    if link.kind not in (KIND, LEGAL_KIND) or not link.subject.startswith("advice:"):
        raise LinkRefused(Why.UNKNOWN)
    rows = AdviceRequest.objects.select_related("case", "package__case")
    row = rows.filter(id=UUID(link.subject.removeprefix("advice:")), case=link.case_id).first()
    if row is None or (row.kind == Kind.PROSECUTOR) != (link.kind == LEGAL_KIND):
        raise LinkRefused(Why.UNKNOWN)
    if row.state != State.ASKED:
        raise LinkRefused(Why.USED)
    return row


def body_of(row: AdviceRequest) -> Actor:
    """Return the actor that a body is: its code, never a person."""
    return Actor(role=Role.PARTNER, identifier=row.partner_code)


@transaction.atomic
def take(*, link: AnswerLink, data: Mapping[str, Any], at: datetime) -> None:
    """Store what a body says: an answer, a question back, or that it declines. Then the request is with an officer.

    Raises LinkRefused, IncompleteAnswer, KeyDestroyed.
    """
    body = body_of(request_of(link))
    require(by=body, action=Action.ADVISE)
    row = AdviceRequest.objects.select_for_update(of=("self",)).select_related("case").get(id=request_of(link).id)
    if row.state != State.ASKED:
        raise LinkRefused(Why.USED)
    reply = Reply(data["reply"])
    if reply is Reply.ANSWER:
        advice_talk.put_answer(row, check_answer(data, kind=Kind(row.kind)))
        state = State.ANSWERED
    else:
        advice_talk.add(row, side=advice_talk.BODY_SIDE, text=str(data["said"])[:LONGEST_TEXT], at=at)
        state = State.QUESTION if reply is Reply.QUESTION else State.DECLINED
    move(row, to=state, at=at)
    subject, details = f"case:{row.case.reference}", {"advice": str(row.id), "recipient": row.recipient}
    record(subject=subject, verb=f"advice_{state.value}", by=body, at=at, details=details)
