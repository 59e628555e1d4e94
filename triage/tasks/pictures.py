"""What Celery runs for the pictures of reports."""

from uuid import UUID

from celery import shared_task
from django.utils import timezone

from hatehub.accounts.actors import HUB
from triage.services import picture_matching, pictures


@shared_task(name="triage.print_pictures", ignore_result=True)
def print_pictures(report_id: str) -> None:
    """Print the pictures of one report and look for the same ones elsewhere. Doing it twice changes nothing."""
    picture_matching.print_and_match(report_id=UUID(report_id), by=HUB, at=timezone.now())


@shared_task(name="triage.print_waiting_pictures", ignore_result=True, expires=240)
def print_waiting_pictures() -> None:
    """Hand each report whose pictures have no print, or were not looked up, to a worker of its own."""
    unmatched = picture_matching.list_unmatched(at=timezone.now())
    for report_id in dict.fromkeys([*pictures.list_waiting(), *unmatched]):
        print_pictures.delay(str(report_id))
