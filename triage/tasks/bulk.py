"""What Celery runs for work in bulk."""

from uuid import UUID

from celery import shared_task
from django.utils import timezone

from triage.services import bulk, bulk_working


@shared_task(name="triage.go_on_with_bulk", ignore_result=True, expires=60)
def go_on_with_bulk() -> None:
    """Hand each run that nobody works to a worker of its own."""
    for run_id in bulk_working.list_due(at=timezone.now()):
        work_bulk.delay(str(run_id))


@shared_task(name="triage.work_bulk", ignore_result=True)
def work_bulk(run_id: str) -> None:
    """Work a run part by part until nothing is left."""
    while bulk_working.work(run_id=UUID(run_id), at=timezone.now()):
        pass


@shared_task(name="triage.forget_bulk", ignore_result=True)
def forget_bulk() -> None:
    """Forget old plans, and the words of what ended long ago."""
    bulk.forget_old(at=timezone.now())
