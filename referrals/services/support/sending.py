"""Asking a support service for one complainant, taking that back, and what follows where a letter does not arrive."""

from datetime import datetime
from uuid import UUID, uuid4

from django.db import transaction

from hatehub.accounts.actors import HUB, Actor
from hatehub.accounts.permissions import require
from hatehub.accounts.roles import Action
from hatehub.reference.models import Partner
from hatehub.reference.selectors import list_partners_to_ask
from hatehub.vault import services as vault
from hatehub.vault.models import Purpose
from referrals.models import AnswerLink, Letter, SupportReferral
from referrals.rules.support.steps import RUNNING, TAKEN_ON, State, Withdrawn
from referrals.rules.support.times import DAYS_OF_SILENCE, DAYS_TO_ANSWER, LASTS, NEXT_LOOK
from referrals.services import answer_links, letters
from referrals.services.support.offering import note_answered
from referrals.services.support.refusals import DoesNotFit, NoConsent, NoRoute, SupportRefused
from referrals.services.support.stepping import add_words, lock, note, take_step
from referrals.services.support.suggesting import suggest
from reports.models import Report
from reports.services.following import WITHDRAWN, is_being_withdrawn
from reports.services.time_limits import end_of_working_days
from reports.services.updates import tell

ASKED, CONTACT, OUTCOME = "support", "support_contact", "support_outcome"
"""Kinds of links: will you take this person on, have you been in touch, how did it end."""
REMINDER, CHASED, NEXT, TAKEN_BACK = "support_reminder", "support_chased", "support_next", "support_withdrawn"
"""Kinds of letters beside the first, which is called as its link."""


@transaction.atomic
def send(*, report_id: UUID, partner_code: str, by: Actor, at: datetime, despite: str = "") -> SupportReferral:
    """Ask a service to support whoever sent a report: a letter with a link goes to its desk, with nothing personal.

    `despite` says why a service is asked that something speaks against; it is sealed. The service learns who it is
    about only once it has accepted. Raises NoConsent, NoRoute, DoesNotFit, SupportRefused and NotPermitted.
    """
    require(by=by, action=Action.ASK_SUPPORT)
    # The consent is read after the lock, under which it is changed: fetched with it, it could be an older one.
    report = Report.objects.select_for_update().get(id=report_id)
    partner = _partner(partner_code)
    _check_person(report)
    if SupportReferral.objects.filter(report=report, state__in=sorted(RUNNING)).exists():
        raise SupportRefused("A service is asked already. Take that back first.")
    _check_fits(report, partner, despite=despite, by=by, at=at)
    row = SupportReferral(
        id=uuid4(),
        case=report.case,
        report=report,
        partner_code=partner.code,
        recipient=partner.name,
        state_since=at,
        sent_by=str(by),
        sent_at=at,
        answer_due_at=end_of_working_days(after=at, days=DAYS_TO_ANSWER),
        silence_due_at=end_of_working_days(after=at, days=DAYS_OF_SILENCE),
    )
    add_words(row, step="send", text=despite, by=by, at=at)
    row.save(force_insert=True)
    note(row, verb="support_asked", by=by, at=at, details={"despite": bool(despite.strip())})
    write(row, kind=ASKED, link=make_link(row, kind=ASKED, by=by, at=at), to=partner.email, at=at)
    tell_person(row, kind="support_asked", at=at)
    return row


@transaction.atomic
def withdraw(*, referral_id: UUID, reason: Withdrawn, by: Actor, at: datetime, words: str = "") -> SupportReferral:
    """Take a referral back: its links open nothing any more, and a service that had it is told, without a name.

    What was shared before stays noted. Where the person does not want support, it was offered and answered. Raises
    StepRefused, NotPermitted.
    """
    require(by=by, action=Action.MOVE_SUPPORT)
    answer_links.revoke(subject=f"support:{referral_id}", by=by, at=at, why="the referral was taken back")
    had_it = lock(referral_id).state in TAKEN_ON
    arguments, details = {"reason": reason.value}, {"code": reason.value}
    row = take_step(
        referral_id=referral_id, step="withdraw", by=by, at=at, words=words, details=details, arguments=arguments
    )
    partner = find_partner(row.partner_code)
    if partner is not None:
        write(row, kind=TAKEN_BACK, link=None, to=partner.email, key="had it" if had_it else "", at=at)
    if reason in (Withdrawn.CONSENT, Withdrawn.NOT_WANTED):
        note_answered(report=row.report, at=at, why=f"Offered by {row.recipient}; the person does not want it.")
    return row


def withdraw_without_consent(*, report_id: UUID, at: datetime) -> int:
    """Take back what runs for a report whose complainant does not agree any more, or withdraws it; return how many."""
    report = Report.objects.select_related("complainant").get(id=report_id)
    if is_wanted(report):
        return 0
    running = SupportReferral.objects.filter(report_id=report_id, state__in=sorted(RUNNING))
    ids = list(running.values_list("id", flat=True))
    for referral_id in ids:
        withdraw(referral_id=referral_id, reason=Withdrawn.CONSENT, by=HUB, at=at)
    return len(ids)


def is_wanted(report: Report) -> bool:
    """Tell whether the person agrees that a service gets in touch, and neither withdrew the report nor asked to."""
    is_withdrawn = report.outcome == WITHDRAWN or is_being_withdrawn(report=report)
    return report.complainant.shares_with_support and not is_withdrawn


@transaction.atomic
def note_undeliverable(*, referral_id: UUID, at: datetime) -> bool:
    """Give a referral back to officers whose first letter could not be delivered; tell whether that is new."""
    answer_links.revoke(subject=f"support:{referral_id}", by=HUB, at=at, why="the letter could not be delivered")
    if lock(referral_id).state != State.SENT:
        return False
    take_step(referral_id=referral_id, step="note_undeliverable", by=HUB, at=at)
    return True


@transaction.atomic
def note_seen(*, referral_id: UUID, by: Actor, at: datetime) -> bool:
    """Note that an officer has seen what came back, or that a service is silent. Tell whether it waited.

    What runs waits for an officer again in seven days, unless something comes of it before.
    """
    require(by=by, action=Action.ASK_SUPPORT)
    row = lock(referral_id)
    if row.waits_since is None or row.waits_since > at:
        return False
    row.waits_since = at + NEXT_LOOK if row.state in RUNNING else None
    row.save(update_fields=["waits_since"])
    note(row, verb="support_seen", by=by, at=at)
    return True


def make_link(row: SupportReferral, *, kind: str, by: Actor, at: datetime) -> AnswerLink:
    """Make a link for the service. Raises NotPermitted."""
    return answer_links.make(
        kind=kind,
        subject=row.subject,
        case_id=row.case_id,
        recipient=row.recipient,
        lasts=LASTS[kind],
        by=by,
        at=at,
    )


def write(row: SupportReferral, *, kind: str, link: AnswerLink | None, to: str, at: datetime, key: str = "") -> Letter:
    """Queue a letter to the service."""
    return letters.queue(kind=kind, subject=row.subject, case_id=row.case_id, to=to, at=at, link=link, key=key)


def tell_person(row: SupportReferral, *, kind: str, at: datetime) -> None:
    """Add a line about the service to the person's story."""
    facts = {"service": row.recipient}
    tell(reports=[row.report], kind=kind, key=f"{kind}:{row.id}", by=HUB, at=at, facts=facts)


def find_partner(code: str) -> Partner | None:
    """Return a service that can be written to; None where it is switched off or has no address any more."""
    return list_partners_to_ask(kinds=[Partner.Kind.SUPPORT]).filter(code=code).first()


def _partner(code: str) -> Partner:
    partner = find_partner(code)
    if partner is None:
        raise SupportRefused("This service cannot be written to: it is switched off, or has no address.")
    return partner


def _check_person(report: Report) -> None:
    """Raise NoConsent or NoRoute where nobody may or can get in touch with the person."""
    if report.outcome == WITHDRAWN or is_being_withdrawn(report=report):
        raise SupportRefused("The report was withdrawn.")
    if not report.complainant.shares_with_support:
        raise NoConsent("This person has not agreed that a support service gets in touch.")
    is_erased = vault.is_destroyed(owner=report.id, purpose=Purpose.PERSON)
    if is_erased or not (report.complainant.has_email or report.complainant.has_telephone):
        raise NoRoute("This person has given no address or number, or has been erased.")


def _check_fits(report: Report, partner: Partner, *, despite: str, by: Actor, at: datetime) -> None:
    found = {each.service.code: each for each in suggest(report=report, by=by, at=at)}
    if any(reason.code == "declined" for reason in found[partner.code].reasons):
        raise DoesNotFit("This service has declined for this person.")
    if not found[partner.code].fits and not despite.strip():
        raise DoesNotFit("Something speaks against this service. Say why it is asked all the same.")
