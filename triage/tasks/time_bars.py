"""What Celery runs for time limits."""

from celery import shared_task
from celery.signals import beat_init
from django.utils import timezone

from hatehub.accounts.actors import HUB
from hatehub.outbox.services import nudge
from triage.services import time_bars


@shared_task(name="triage.chase_time_bars", ignore_result=True, expires=3600)
def chase_time_bars() -> None:
    """Warn of the time limits that are near."""
    time_bars.chase(by=HUB, at=timezone.now())


@beat_init.connect
def chase_at_start(**kwargs: object) -> None:
    """Chase as the hub starts: the time of day may have passed while it was down."""
    nudge("triage.chase_time_bars")
