"""What Celery runs for referrals."""

from uuid import UUID

from celery import shared_task
from django.utils import timezone

from referrals.services import packaging


@shared_task(name="referrals.build_due_packages", ignore_result=True, expires=60)
def build_due_packages() -> None:
    """Lease the packages that are due and hand each to a worker of its own."""
    for package_id in packaging.lease_due(at=timezone.now()):
        build_package.delay(str(package_id))


@shared_task(name="referrals.build_package", ignore_result=True)
def build_package(package_id: str) -> None:
    """Build one package."""
    packaging.build(package_id=UUID(package_id), at=timezone.now())
