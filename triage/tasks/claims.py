"""What Celery runs for claims."""

from celery import shared_task
from django.utils import timezone

from hatehub.accounts.actors import HUB
from triage.services import shift_ending


@shared_task(name="triage.release_left_behind", ignore_result=True, expires=600)
def release_left_behind() -> None:
    """Put the cases of officers who are here no more back into the queue."""
    while shift_ending.release_left_behind(by=HUB, at=timezone.now()):
        pass
