"""What Celery runs for supervisors' figures."""

from celery import shared_task
from celery.signals import beat_init
from django.utils import timezone

from hatehub.accounts.actors import HUB
from hatehub.outbox.services import nudge
from triage.services import figures


@shared_task(name="triage.count_figures", ignore_result=True, expires=600)
def count_figures() -> None:
    """Count what stands, and what happened today and yesterday."""
    figures.count_now(by=HUB, at=timezone.now())


@shared_task(name="triage.count_figures_again", ignore_result=True, expires=3600)
def count_figures_again() -> None:
    """Count all that the pictures show anew."""
    at = timezone.now()
    figures.count_again(by=HUB, at=at)
    figures.count_now(by=HUB, at=at)


@beat_init.connect
def count_at_start(**kwargs: object) -> None:
    """Count as the hub starts: nothing was counted while it was down."""
    nudge("triage.count_figures_again")
