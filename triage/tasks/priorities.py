"""What Celery runs for the priorities of cases."""

from celery import shared_task
from django.utils import timezone

from hatehub.accounts.actors import HUB
from triage.services import priorities

MOST_ROUNDS = 40


@shared_task(name="triage.weigh_waiting", ignore_result=True, expires=60)
def weigh_waiting() -> None:
    """Weigh the cases that time has changed; what is left after 20,000 waits for the next minute."""
    priorities.notice_grown_waves(by=HUB, at=timezone.now())
    for _ in range(MOST_ROUNDS):
        if not priorities.weigh_waiting(by=HUB, at=timezone.now()):
            return
