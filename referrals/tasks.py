"""What Celery runs for referrals."""

from uuid import UUID

from celery import shared_task
from django.utils import timezone

from hatehub.outbox.services import nudge
from referrals.services import capturing, packaging, stamping


@shared_task(name="referrals.build_due_packages", ignore_result=True, expires=60)
def build_due_packages() -> None:
    """Lease the packages that are due and hand each to a worker of its own."""
    for package_id in packaging.lease_due(at=timezone.now()):
        build_package.delay(str(package_id))


@shared_task(name="referrals.build_package", ignore_result=True)
def build_package(package_id: str) -> None:
    """Build one package."""
    packaging.build(package_id=UUID(package_id), at=timezone.now())


@shared_task(name="referrals.fetch_due_time_stamps", ignore_result=True, expires=60)
def fetch_due_time_stamps() -> None:
    """Lease the time stamps that are due and hand those of each authority to a worker of their own."""
    for stamp_ids in stamping.lease_due(at=timezone.now()).values():
        fetch_time_stamps.delay(stamp_ids)


@shared_task(name="referrals.fetch_time_stamps", ignore_result=True)
def fetch_time_stamps(stamp_ids: list[int]) -> None:
    """Fetch time stamps from one authority, one after the other, until it does not answer; the others wait."""
    for stamp_id in stamp_ids:
        if not stamping.fetch(stamp_id=stamp_id, at=timezone.now()):
            return


@shared_task(name="referrals.take_due_captures", ignore_result=True, expires=60)
def take_due_captures() -> None:
    """Lease the captures that are due and hand each to a worker of its own."""
    for capture_id in capturing.lease_due(at=timezone.now()):
        take_capture.delay(str(capture_id))


@shared_task(name="referrals.take_capture", ignore_result=True)
def take_capture(capture_id: str) -> None:
    """Take one capture, and ask for what is due next."""
    capturing.run(capture_id=UUID(capture_id), at=timezone.now())
    nudge("referrals.take_due_captures")
