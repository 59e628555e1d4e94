"""What Celery runs for reports."""

from uuid import UUID

from celery import shared_task
from django.utils import timezone

from hatehub.accounts.actors import HUB
from reports.services import arrivals, checking, drafts, messages, office_mail, subjects


@shared_task(name="reports.send_due_messages", ignore_result=True, expires=60)
def send_due_messages() -> None:
    """Lease what is due and hand each message to a worker of its own."""
    for update_id in messages.lease_due(at=timezone.now()):
        send_message.delay(str(update_id))


@shared_task(name="reports.send_message", ignore_result=True)
def send_message(update_id: str) -> None:
    """Send one message."""
    messages.send(update_id=UUID(update_id), at=timezone.now())


@shared_task(name="reports.send_due_office_mail", ignore_result=True, expires=60)
def send_due_office_mail() -> None:
    """Lease the messages to offices that are due, and hand each to a worker of its own."""
    for mail_id in office_mail.lease_due(at=timezone.now()):
        send_office_mail.delay(str(mail_id))


@shared_task(name="reports.send_office_mail", ignore_result=True)
def send_office_mail(mail_id: str) -> None:
    """Send one message to an office."""
    office_mail.send(mail_id=UUID(mail_id), at=timezone.now())


@shared_task(name="reports.ask_what_arrived", ignore_result=True, expires=60)
def ask_what_arrived() -> None:
    """Ask GOV.UK Notify, where it is the channel, what became of recent messages."""
    arrivals.ask_about_recent(at=timezone.now())


@shared_task(name="reports.destroy_expired_drafts", ignore_result=True, expires=600)
def destroy_expired_drafts() -> None:
    """Throw away the drafts whose time is over."""
    drafts.discard_expired(at=timezone.now())


@shared_task(name="reports.destroy_subjects", ignore_result=True, expires=600)
def destroy_subjects() -> None:
    """Destroy who non-crimes are about, where the time for a review has passed."""
    while subjects.destroy_due(by=HUB, at=timezone.now()):
        pass


@shared_task(name="reports.check_exhibits", ignore_result=True, expires=600)
def check_exhibits() -> None:
    """Read a slice of the exhibits that nobody has checked for a month, and compare their hashes."""
    checking.check_slice(before=timezone.now() - checking.ROUND, at=timezone.now(), scans=checking.can_scan())
