"""What Celery runs for batches of merges."""

from uuid import UUID

from celery import shared_task
from django.utils import timezone

from triage.services import batches


@shared_task(name="triage.go_on_with_batches", ignore_result=True, expires=60)
def go_on_with_batches() -> None:
    """Hand each batch that nobody works to a worker of its own."""
    for batch_id in batches.list_due(at=timezone.now()):
        work_batch.delay(str(batch_id))


@shared_task(name="triage.work_batch", ignore_result=True)
def work_batch(batch_id: str) -> None:
    """Work a batch part by part until nothing is left."""
    while batches.work(batch_id=UUID(batch_id), at=timezone.now()):
        pass
