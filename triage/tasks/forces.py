"""What Celery runs for forces that do not answer."""

from celery import shared_task
from django.utils import timezone

from hatehub.accounts.actors import HUB
from triage.services import silences


@shared_task(name="triage.chase_forces", ignore_result=True, expires=240)
def chase_forces() -> None:
    """Start the clocks of offers, remind forces, and take back what they leave unanswered."""
    at = timezone.now()
    silences.chase_many(case_ids=silences.list_due(at=at), by=HUB, at=at)
