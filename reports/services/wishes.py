"""What a complainant may change after the report: how to be reached, what may be shared, the language."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction

from hatehub.accounts.actors import HUB, actor_for_complainant
from hatehub.audit.services import record
from hatehub.outbox.services import publish
from hatehub.vault import services as vault
from hatehub.vault.models import Purpose
from reports.events import ConsentsChanged
from reports.models import Complainant, Report
from reports.selectors.status import is_support_offered_here
from reports.services import gates, updates
from reports.services.bounces import clear_bounce
from reports.services.personal import Contact, seal_contact, sender_keys

SAID_NO = "Asked on the status page; the person does not want it."
CONSENTS = ("shares_with_force", "shares_with_support", "shares_with_experts")


class UnknownLanguage(Exception):
    """The hub does not speak this language."""


def read_own_contact(*, report: Report) -> Contact:
    """Return a complainant's own contact details, for themselves. Raises KeyDestroyed."""
    complainant = Complainant.objects.get(report=report)
    if complainant.sealed is None:
        return Contact()
    return Contact(**vault.unseal(complainant.sealed, owner=report.id, purpose=Purpose.PERSON, field="contact"))


@transaction.atomic
def change_contact(
    *,
    report_id: UUID,
    email: str,
    telephone: str,
    details_in_mail: bool,
    may_leave_messages: bool,
    safe_hours: str,
    at: datetime,
) -> Complainant:
    """Change how a complainant is reached. An anonymous person who gives an address becomes confidential.

    A new address starts with a clean slate: that an old one bounced is forgotten.
    """
    complainant, report = _lock(report_id)
    known = read_own_contact(report=report)
    contact = replace(known, email=email, telephone=telephone)
    complainant.sealed = seal_contact(contact, keys=vault.open_keys(owner=report.id)) if contact != Contact() else None
    complainant.has_email, complainant.wants_updates = bool(email), bool(email)
    complainant.has_telephone = bool(telephone)
    for name, key in sender_keys(contact).items():
        setattr(complainant, name, key)
    complainant.details_in_mail, complainant.may_leave_messages = details_in_mail, may_leave_messages
    complainant.safe_hours = safe_hours or complainant.safe_hours
    if complainant.identity == Complainant.Identity.ANONYMOUS and (email or telephone):
        complainant.identity = Complainant.Identity.CONFIDENTIAL
    complainant.save()
    if contact.email != known.email:
        clear_bounce(report=report, by=actor_for_complainant(report.reference), at=at)
    _note(report, verb="contact_changed", at=at, details={"has_email": bool(email), "has_telephone": bool(telephone)})
    return complainant


@transaction.atomic
def change_consents(*, report_id: UUID, consents: dict[str, bool], at: datetime) -> Complainant:
    """Give or take back consents, each for itself. What was shared before cannot be called back.

    What stands as it was sent is no change: nothing is noted then, and no package built anew.
    """
    complainant, report = _lock(report_id)
    given = {name: consents[name] for name in CONSENTS if name in consents}
    changed = {name: value for name, value in given.items() if getattr(complainant, name) != value}
    if not changed:
        return complainant
    for name, value in changed.items():
        setattr(complainant, name, value)
    if complainant.shares_with_force and complainant.identity == Complainant.Identity.CONFIDENTIAL:
        complainant.identity = Complainant.Identity.NAMED  # the force may know who it is now
    complainant.save(update_fields=[*changed, "identity"])
    _note(report, verb="consents_changed", at=at, details=changed)
    event = ConsentsChanged(report_id=str(report.id), case_id=str(report.case_id))
    publish(event, stream=str(report.case_id), at=at)
    return complainant


@transaction.atomic
def answer_support(*, report_id: UUID, wants: bool, at: datetime) -> bool:
    """Take a person's own answer to whether they want support: a yes is the consent, a no answers the offer.

    Tell whether it was asked still; a late answer changes nothing.
    """
    _complainant, report = _lock(report_id)
    if not is_support_offered_here(report=report):
        return False
    if wants:
        change_consents(report_id=report_id, consents={"shares_with_support": True}, at=at)
        return True
    gates.meet(report_id=report_id, name="support_offered", by=HUB, at=at, reason=SAID_NO)
    _note(report, verb="support_not_wanted", at=at, details={})
    return True


@transaction.atomic
def change_language(*, report_id: UUID, language: str, at: datetime) -> Report:
    """Write to a complainant in another language from now on. Raises UnknownLanguage."""
    if language not in dict(settings.LANGUAGES):
        raise UnknownLanguage(language)
    report = Report.objects.select_for_update().get(id=report_id)
    report.language = language
    report.save(update_fields=["language"])
    _note(report, verb="language_changed", at=at, details={"language": language})
    return report


def _lock(report_id: UUID) -> tuple[Complainant, Report]:
    report = Report.objects.select_for_update().get(id=report_id)
    return Complainant.objects.select_for_update().get(report=report), report


def _note(report: Report, *, verb: str, at: datetime, details: Mapping[str, object]) -> None:
    by = actor_for_complainant(report.reference)
    record(subject=f"report:{report.reference}", verb=verb, by=by, at=at, details=dict(details))
    updates.note(report=report, kind=verb, key=f"{verb}:{at.isoformat()}", by=by, at=at)
