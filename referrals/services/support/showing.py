"""What a support service sees: before it has accepted nothing that tells who it is, afterwards how to get in touch."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from hatehub.accounts.actors import HUB, Actor
from hatehub.accounts.roles import Action, Role
from hatehub.reference.models import Force
from referrals.models import AnswerLink, SupportReferral
from referrals.rules.support.steps import Decline, Outcome, State
from referrals.rules.support.suggesting import Age
from referrals.services.answer_links import LinkRefused, Why
from referrals.services.support import answers
from referrals.services.support.refusals import NoConsent
from referrals.services.support.sending import ASKED, CONTACT, OUTCOME, is_wanted
from referrals.services.support.stepping import note
from referrals.services.support.suggesting import age_of
from reports.services.personal import read_contact
from reports.services.sharing import note_sharing

STATES = {
    ASKED: frozenset({State.SENT}),
    CONTACT: frozenset({State.ACCEPTED, State.NOT_REACHED}),
    OUTCOME: frozenset({State.CONTACTED}),
}
"""In which states each kind of link opens."""
WHY = "to get in touch, as the person agreed"


@dataclass(frozen=True, kw_only=True)
class Outline:
    """What a service knows before it answers: nothing that tells who it is. `area` is the name of a police force."""

    area: str
    strands: tuple[str, ...]
    language: str
    needs_interpreter: bool
    age: Age
    wishes: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Person:
    """Who to get in touch with, and how that is safe; empty where not given. `safe_hours` is a code."""

    name: str
    email: str
    telephone: str
    may_leave_messages: bool
    safe_hours: str
    interpreter_language: str
    contact_note: str


def referral_of(link: AnswerLink) -> SupportReferral:
    """Return the referral that a link is for. Raises LinkRefused where it is for something else, or over."""
    if link.kind not in STATES or not link.subject.startswith("support:"):
        raise LinkRefused(Why.UNKNOWN)
    rows = SupportReferral.objects.select_related("report__complainant")
    row = rows.filter(id=UUID(link.subject.removeprefix("support:")), case=link.case_id).first()
    if row is None:
        raise LinkRefused(Why.UNKNOWN)
    if row.state not in STATES[link.kind]:
        raise LinkRefused(Why.USED)
    return row


def service_of(row: SupportReferral) -> Actor:
    """Return the actor that a service is: its code, never a person."""
    return Actor(role=Role.PARTNER, identifier=row.partner_code)


def outline(*, row: SupportReferral, areas: Mapping[str, str] | None = None) -> Outline:
    """Return what a service may know before it answers; nothing sealed is opened.

    `areas` are names of forces by code, where they have been looked up for many.
    """
    report = row.report
    code = report.victim_area.get("force")
    if areas is None:
        areas = dict(Force.objects.filter(code=code).values_list("code", "name"))
    return Outline(
        area=areas.get(code, "") if code else "",
        strands=tuple(report.strands),
        language=report.language,
        needs_interpreter=report.complainant.needs_interpreter,
        age=age_of(report),
        wishes=tuple(report.circumstances.get("wishes", ())),
    )


@transaction.atomic
def show_person(*, link: AnswerLink, at: datetime) -> Person:
    """Return who the service gets in touch with, once it has accepted. Each time is recorded under the service's name.

    The first time is noted for the person as shared. Raises LinkRefused, NoConsent, and KeyDestroyed once erased.
    """
    row = referral_of(link)
    if link.kind != CONTACT:
        raise LinkRefused(Why.UNKNOWN)
    return show_to_service(row=row, service=service_of(row), at=at)


@transaction.atomic
def show_to_service(*, row: SupportReferral, service: Actor, at: datetime) -> Person:
    """Return who a service that has accepted gets in touch with; each time is recorded under the service's name.

    The first time is noted for the person as shared. Raises NoConsent, and KeyDestroyed once erased.
    """
    if not is_wanted(row.report):
        raise NoConsent("This person does not agree any more.")
    contact = read_contact(report=row.report, by=service, at=at, reason=WHY, action=Action.GIVE_SUPPORT)
    note_sharing(
        reports=[row.report],
        key=row.subject,
        recipient=row.recipient,
        parts=("contact",),
        purpose="support",
        by=HUB,
        at=at,
    )
    if SupportReferral.objects.filter(id=row.id, shown_at__isnull=True).update(shown_at=at):
        note(row, verb="support_shown", by=service, at=at)
    complainant = row.report.complainant
    return Person(
        name=contact.name,
        email=contact.email,
        telephone=contact.telephone,
        may_leave_messages=complainant.may_leave_messages,
        safe_hours=complainant.safe_hours,
        interpreter_language=contact.interpreter_language,
        contact_note=contact.contact_note,
    )


def take(*, link: AnswerLink, data: Mapping[str, Any], at: datetime) -> AnswerLink | None:
    """Store what a service answers; return the link for what is asked next. Raises LinkRefused, and what steps do."""
    row = referral_of(link)
    known: dict[str, Any] = {
        "referral_id": row.id,
        "by": service_of(row),
        "at": at,
        "words": str(data.get("words") or ""),
    }
    said = data["reply"]
    if said == "accept":
        try:
            return answers.accept(**known)
        except NoConsent:
            raise LinkRefused(Why.REVOKED) from None
    if said == "decline":
        answers.decline(reason=Decline(data["reason"]), **known)
    elif said == "contacted":
        return answers.note_contacted(**known)
    elif said == "not_reached":
        return answers.note_not_reached(**known)
    else:
        answers.end(outcome=Outcome(data["outcome"]), **known)
    return None
