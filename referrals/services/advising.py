"""Asking bodies for advice: asked, asked again, withdrawn, chased, and read by an officer."""

from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from django.db import transaction

from hatehub.accounts.actors import HUB, Actor
from hatehub.accounts.permissions import require
from hatehub.accounts.roles import Action
from hatehub.audit.services import record
from hatehub.reference.models import Partner
from hatehub.reference.selectors import list_partners_to_ask
from referrals.models import AdviceRequest, AnswerLink, EvidencePackage, Letter
from referrals.rules.advice import ENDED_BY_READING, STILL_OPEN, Kind, State, times_of
from referrals.services import advice_showing, advice_talk, answer_links, disclosing, letters
from reports.models import Case

KIND, LEGAL_KIND = "advice", "legal_advice"
"""Kinds of answer links: to what is shown, and to a package."""
LETTER, REMINDER = "advice", "advice_reminder"
ADVISERS = (Kind.COMMUNITY.value, Kind.EXPERT.value, Kind.REGULATOR.value)
SHOWN_TO = frozenset({Kind.COMMUNITY, Kind.EXPERT})
LONGEST_TEXT = 4000
FEWEST_DAYS, MOST_DAYS = 1, 60
BATCH = 200


class AdviceRefused(Exception):
    """The body cannot be asked, or the request is over; the message says why."""


class TellsWhoComplained(AdviceRefused):
    """What the officer wrote would tell the body who complained."""


@transaction.atomic
def ask(
    *,
    case_id: UUID,
    partner_code: str,
    question: str,
    shown: Collection[str],
    days: int,
    by: Actor,
    at: datetime,
    package_id: UUID | None = None,
) -> AdviceRequest:
    """Ask a body for advice on a case: a letter with a link goes to its desk, which may answer for so many days.

    A prosecutor is given a sealed package; advisers and community organisations are shown what `shown` names, which may
    be nothing. A regulator is shown nothing: complainants agree to community experts, and not to others.
    Raises AdviceRefused, TellsWhoComplained, KeyDestroyed and NotPermitted; then nothing is asked.
    """
    require(by=by, action=Action.ASK_ADVICE)
    case = Case.objects.select_related("lead__case").get(id=case_id)
    partner = _partner(partner_code)
    kind = Kind(partner.kind)
    if not FEWEST_DAYS <= days <= MOST_DAYS:
        raise AdviceRefused(f"Choose {FEWEST_DAYS} to {MOST_DAYS} days.")
    _check_words(question, case=case, at=at)
    package = _package(case, package_id) if kind is Kind.PROSECUTOR else None
    if shown and kind not in SHOWN_TO:
        raise AdviceRefused("Complainants agreed to show posts to community experts: this body can only be asked.")
    names = _names(case, shown, by=by, at=at)
    times = times_of(at=at, days=days)
    row = AdviceRequest(
        id=uuid4(),
        case=case,
        report_id=case.lead_id,
        kind=kind.value,
        partner_code=partner.code,
        recipient=partner.name,
        shown=names,
        package=package,
        days=days,
        asked_by=str(by),
        asked_at=at,
        moved_at=at,
        remind_at=times.remind_at,
        due_at=times.due_at,
    )
    advice_talk.begin(row, text=question.strip(), at=at)
    row.save(force_insert=True)
    _note(row, verb="advice_asked", by=by, at=at, recipient=row.recipient, shown=len(names))
    _write(row, to=partner.email, by=by, at=at)
    return row


@transaction.atomic
def reply(*, request_id: UUID, text: str, by: Actor, at: datetime) -> AdviceRequest:
    """Say something to a body that has asked back, or ask one again that did not answer: a new letter, a new link.

    Raises AdviceRefused, TellsWhoComplained, KeyDestroyed and NotPermitted.
    """
    require(by=by, action=Action.ASK_ADVICE)
    row = _close_links(request_id, by=by, at=at, why="asked again, with a new link")
    if row.state not in (State.QUESTION, State.EXPIRED, State.UNDELIVERABLE):
        raise AdviceRefused("There is nothing to say to this request now.")
    partner = _partner(row.partner_code)
    _check_words(text, case=row.case, at=at)
    if row.package is not None:
        _check_covered(row.package)
    advice_talk.add(row, side=advice_talk.HUB_SIDE, text=text.strip(), at=at)
    times = times_of(at=at, days=row.days)
    row.state, row.round, row.moved_at = State.ASKED.value, row.round + 1, at
    row.remind_at, row.due_at, row.reminded_at = times.remind_at, times.due_at, None
    row.read_by, row.read_at = "", None
    row.save()
    _note(row, verb="advice_asked_again", by=by, at=at, round=row.round)
    _write(row, to=partner.email, by=by, at=at)
    return row


@transaction.atomic
def withdraw(*, request_id: UUID, why: str, by: Actor, at: datetime) -> AdviceRequest:
    """Withdraw a request: its links open nothing any more. Raises AdviceRefused, NotPermitted."""
    require(by=by, action=Action.ASK_ADVICE)
    if not why.strip():
        raise AdviceRefused("Say why.")
    row = _close_links(request_id, by=by, at=at, why=why)
    if row.state not in STILL_OPEN:
        raise AdviceRefused("The request is over already.")
    move(row, to=State.WITHDRAWN, at=at)
    _note(row, verb="advice_withdrawn", by=by, at=at, reason=why.strip())
    return row


@transaction.atomic
def note_read(*, request_id: UUID, by: Actor, at: datetime) -> bool:
    """Note that an officer has read what came back: it waits for nobody any more. Tell whether that is new.

    A question waits until somebody replies to it, or withdraws the request.
    """
    require(by=by, action=Action.ASK_ADVICE)
    row = _lock(request_id)
    if row.state not in ENDED_BY_READING or row.read_at is not None:
        return False
    row.read_by, row.read_at = str(by), at
    row.save(update_fields=["read_by", "read_at"])
    _note(row, verb="advice_read", by=by, at=at)
    return True


def chase(*, by: Actor, at: datetime) -> int:
    """Remind bodies whose time is two thirds over, and give back to officers what was not answered in time.

    Returns how many requests were touched, at most 400. Raises NotPermitted.
    """
    require(by=by, action=Action.CHASE_ADVICE)
    waiting = AdviceRequest.objects.filter(state=State.ASKED)
    late = list(waiting.filter(due_at__lte=at).order_by("due_at").values_list("id", flat=True)[:BATCH])
    to_remind = waiting.filter(remind_at__lte=at, due_at__gt=at, reminded_at__isnull=True)
    slow = list(to_remind.order_by("remind_at").values_list("id", flat=True)[:BATCH])
    expired = sum(_expire(request_id, by=by, at=at) for request_id in late)
    return expired + sum(_remind(request_id, by=by, at=at) for request_id in slow)


@transaction.atomic
def note_undeliverable(*, request_id: UUID, why: str, at: datetime) -> None:
    """Give a request back to officers whose letter could not be delivered."""
    row = _close_links(request_id, by=HUB, at=at, why="the letter could not be delivered")
    if row.state != State.ASKED:
        return
    move(row, to=State.UNDELIVERABLE, at=at)
    _note(row, verb="advice_undeliverable", by=HUB, at=at, code=why)


def move(row: AdviceRequest, *, to: State, at: datetime) -> None:
    """Have a request stand elsewhere, and store it; whoever has it to read has not read it."""
    row.state, row.moved_at, row.read_by, row.read_at = to.value, at, "", None
    row.save()


@transaction.atomic
def _expire(request_id: UUID, *, by: Actor, at: datetime) -> bool:
    row = _lock(request_id)
    if row.state != State.ASKED or row.due_at > at:
        return False
    move(row, to=State.EXPIRED, at=at)
    _note(row, verb="advice_expired", by=by, at=at)
    return True


@transaction.atomic
def _remind(request_id: UUID, *, by: Actor, at: datetime) -> bool:
    """Send the same link again. A body that has no address any more is not reminded."""
    row = _lock(request_id)
    if row.state != State.ASKED or row.reminded_at is not None:
        return False
    row.reminded_at = at
    row.save(update_fields=["reminded_at"])
    link = row.case.answer_links.filter(subject=row.subject, used_at__isnull=True, revoked_at__isnull=True).first()
    partner = list_partners_to_ask(kinds=[row.kind]).filter(code=row.partner_code).first()
    if link is None or partner is None:
        return False
    _queue(row, kind=REMINDER, to=partner.email, link=link, at=at)
    _note(row, verb="advice_reminded", by=by, at=at)
    return True


def _write(row: AdviceRequest, *, to: str, by: Actor, at: datetime) -> None:
    link = answer_links.make(
        kind=LEGAL_KIND if row.kind == Kind.PROSECUTOR else KIND,
        subject=row.subject,
        case_id=row.case_id,
        recipient=row.recipient,
        lasts=timedelta(days=row.days),
        by=by,
        at=at,
    )
    _queue(row, kind=LETTER, to=to, link=link, at=at)


def _queue(row: AdviceRequest, *, kind: str, to: str, link: AnswerLink, at: datetime) -> Letter:
    return letters.queue(
        kind=kind, subject=row.subject, case_id=row.case_id, to=to, at=at, link=link, key=f"round-{row.round}"
    )


def _close_links(request_id: UUID, *, by: Actor, at: datetime, why: str) -> AdviceRequest:
    """Revoke a request's links, then lock it: in the order of an answer, so that the two never wait crosswise.

    Where the caller then refuses, the links open again.
    """
    answer_links.revoke(subject=f"advice:{request_id}", by=by, at=at, why=why)
    return _lock(request_id)


def _lock(request_id: UUID) -> AdviceRequest:
    rows = AdviceRequest.objects.select_for_update(of=("self",))
    return rows.select_related("case__lead__case", "package__case").get(id=request_id)


def _partner(code: str) -> Partner:
    partner = list_partners_to_ask(kinds=[each.value for each in Kind]).filter(code=code).first()
    if partner is None:
        raise AdviceRefused("This body cannot be written to: it is switched off, or has no address.")
    return partner


def _check_words(text: str, *, case: Case, at: datetime) -> None:
    """Raise AdviceRefused where nothing is written or too much, and TellsWhoComplained."""
    if not text.strip():
        raise AdviceRefused("Write what you want to know.")
    if len(text) > LONGEST_TEXT:
        raise AdviceRefused(f"At most {LONGEST_TEXT} characters.")
    mask = advice_showing.mask_for(reports=[case.lead], at=at)
    if mask.text(text) != text:
        raise TellsWhoComplained("This would tell who complained, or holds contact details. Leave that out.")


def _names(case: Case, shown: Collection[str], *, by: Actor, at: datetime) -> list[str]:
    if not shown:
        return []
    allowed = advice_showing.showable(case=case, by=by, at=at).names
    if not set(shown) <= allowed:
        raise AdviceRefused("Something of what you chose may not be shown any more. Look at the list again.")
    return sorted(set(shown))


def _package(case: Case, package_id: UUID | None) -> EvidencePackage:
    if package_id is None:
        raise AdviceRefused("Choose the version of the package that is handed on.")
    sealed = case.packages.select_related("case").filter(id=package_id, state=EvidencePackage.State.SEALED).first()
    if sealed is None:
        raise AdviceRefused("There is no such package.")
    _check_covered(sealed)
    return sealed


def _check_covered(package: EvidencePackage) -> None:
    if not disclosing.is_covered(package=package):
        raise AdviceRefused("This version may not be shared any more. Build a new one.")


def _note(row: AdviceRequest, *, verb: str, by: Actor, at: datetime, reason: str = "", **details: str | int) -> None:
    facts = {"advice": str(row.id), **details}
    record(subject=f"case:{row.case.reference}", verb=verb, by=by, at=at, reason=reason, details=facts)
