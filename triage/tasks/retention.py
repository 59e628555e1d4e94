"""What Celery runs for how long cases are kept."""

from celery import shared_task
from django.utils import timezone

from hatehub.accounts.actors import HUB
from triage.services import retaining


@shared_task(name="triage.count_retention", ignore_result=True, expires=3600)
def count_retention() -> None:
    """Count which closed cases are to be reviewed, and what keeps them."""
    retaining.count_all(by=HUB, at=timezone.now())


@shared_task(name="triage.go_on_destroying", ignore_result=True, expires=300)
def go_on_destroying() -> None:
    """Go on with the large cases whose destruction two people have decided."""
    retaining.go_on(at=timezone.now())
