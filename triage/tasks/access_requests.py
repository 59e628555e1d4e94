"""What Celery runs for subject access requests."""

from uuid import UUID

from celery import shared_task
from django.utils import timezone

from hatehub.accounts.actors import HUB
from triage.services.access_requests import building, giving


@shared_task(name="triage.build_access_bundles", ignore_result=True, expires=60)
def build_access_bundles() -> None:
    """Lease the bundles that are due and hand each to a worker of its own."""
    for request_id in building.lease_due(at=timezone.now()):
        build_access_bundle.delay(str(request_id))


@shared_task(name="triage.build_access_bundle", ignore_result=True)
def build_access_bundle(request_id: str) -> None:
    """Build one bundle."""
    building.build(request_id=UUID(request_id), by=HUB, at=timezone.now())


@shared_task(name="triage.forget_access_requests", ignore_result=True, expires=3600)
def forget_access_requests() -> None:
    """Forget requests that ended long ago."""
    while giving.forget_ended(by=HUB, at=timezone.now()):
        pass
