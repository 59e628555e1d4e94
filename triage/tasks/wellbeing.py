"""What Celery runs for those who look."""

from celery import shared_task
from django.utils import timezone

from hatehub.accounts.actors import HUB
from triage.services import seen


@shared_task(name="triage.forget_seen", ignore_result=True, expires=3600)
def forget_seen() -> None:
    """Destroy the counts of days that are long over."""
    seen.forget(by=HUB, at=timezone.now())
