"""What Celery runs for the priorities of cases."""

from celery import shared_task
from django.utils import timezone

from hatehub.accounts.actors import HUB
from triage.services import listing, priorities

MOST_ROUNDS = 40


@shared_task(name="triage.weigh_waiting", ignore_result=True, expires=60)
def weigh_waiting() -> None:
    """List what is not listed yet, and weigh what time has changed; after 20,000 the rest waits for a minute."""
    priorities.notice_grown_waves(by=HUB, at=timezone.now())
    for _ in range(MOST_ROUNDS):
        if not listing.list_waiting(by=HUB):
            break
    for _ in range(MOST_ROUNDS):
        if not priorities.weigh_waiting(by=HUB, at=timezone.now()):
            return
