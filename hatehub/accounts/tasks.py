"""What accounts do by themselves, as Celery runs it."""

from celery import shared_task
from django.utils import timezone

from hatehub.accounts import sessions


@shared_task(name="accounts.forget_sessions", ignore_result=True, expires=600)
def forget_sessions() -> None:
    """Delete the sessions that are over, and the rows that told their owners of them."""
    sessions.forget_over(at=timezone.now())
