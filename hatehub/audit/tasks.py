"""The daily anchor, as Celery makes it."""

from celery import shared_task
from django.utils import timezone

from hatehub.accounts.actors import HUB
from hatehub.audit import anchoring


@shared_task(name="audit.anchor", ignore_result=True)
def anchor() -> None:
    """Sum up and sign what the audit is, once a day."""
    anchoring.anchor(by=HUB, at=timezone.now())
