"""What Celery runs for those who look."""

from celery import shared_task
from django.utils import timezone

from hatehub.accounts.actors import HUB
from triage.services import opening, seen


@shared_task(name="triage.forget_seen", ignore_result=True, expires=3600)
def forget_seen() -> None:
    """Destroy the counts of days that are long over, of what was seen and of who was looked up."""
    seen.forget(by=HUB, at=timezone.now())
    opening.forget_look_ups(by=HUB, at=timezone.now())
