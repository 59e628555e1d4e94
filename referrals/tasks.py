"""What Celery runs for referrals."""

from uuid import UUID

from celery import shared_task
from django.utils import timezone

from hatehub.accounts.actors import HUB
from hatehub.outbox.services import nudge
from referrals.registries import find_letter
from referrals.services import (
    advising,
    capturing,
    dispatching,
    feeding,
    hooks,
    idempotency,
    inbound_batches,
    inbound_uploads,
    letters,
    packaging,
    polling,
    rechecking,
    stamping,
    support,
    takedowns,
)


@shared_task(name="referrals.number_feed", ignore_result=True, expires=30)
def number_feed() -> None:
    """Number what is new in the change feed, so that forces who ask for it seldom have to."""
    while feeding.number_entries():
        pass


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
    nudge("referrals.run_due_rechecks")
    nudge("referrals.take_due_captures")


@shared_task(name="referrals.send_due_letters", ignore_result=True, expires=60)
def send_due_letters() -> None:
    """Lease the letters to bodies that are due, and hand each to a worker of its own."""
    for letter_id, kind in letters.lease_due(at=timezone.now()):
        send_letter.delay(str(letter_id), kind)


@shared_task(name="referrals.send_letter", ignore_result=True)
def send_letter(letter_id: str, kind: str) -> None:
    """Write and send one letter."""
    found, at = find_letter(kind), timezone.now()
    ends = {"on_failed": found.on_failed, "on_sent": found.on_sent, "on_unwanted": found.on_unwanted}
    letters.send(letter_id=UUID(letter_id), write=found.write, at=at, **ends)


@shared_task(name="referrals.chase_advice", ignore_result=True, expires=300)
def chase_advice() -> None:
    """Remind bodies that were asked for advice, and give back what was not answered in time."""
    advising.chase(by=HUB, at=timezone.now())


@shared_task(name="referrals.send_ready_takedowns", ignore_result=True, expires=30)
def send_ready_takedowns() -> None:
    """Send the requests that are ready, to each platform in a thread of its own: none waits for another."""
    dispatching.drain_all(clock=timezone.now)


@shared_task(name="referrals.chase_takedowns", ignore_result=True, expires=300)
def chase_takedowns() -> None:
    """Remind platforms, and note what they have not answered in time."""
    takedowns.chase(at=timezone.now())


@shared_task(name="referrals.run_due_rechecks", ignore_result=True, expires=60)
def run_due_rechecks() -> None:
    """Lease the re-checks that are due and hand each to a worker of its own."""
    for recheck_id in rechecking.lease_due(at=timezone.now()):
        run_recheck.delay(recheck_id)


@shared_task(name="referrals.run_recheck", ignore_result=True)
def run_recheck(recheck_id: int) -> None:
    """Take one re-check, and ask for what is due next: captures keep the same pace, and come to their turn."""
    rechecking.run(recheck_id=recheck_id, at=timezone.now())
    nudge("referrals.take_due_captures")
    nudge("referrals.run_due_rechecks")


@shared_task(name="referrals.chase_support", ignore_result=True, expires=300)
def chase_support() -> None:
    """Remind support services, and tell officers of those that do not answer or do not get in touch."""
    support.chase(by=HUB, at=timezone.now())


@shared_task(name="referrals.poll_platforms", ignore_result=True, expires=300)
def poll_platforms() -> None:
    """Ask platforms that have an interface for it how requests stand."""
    polling.poll_all(clock=timezone.now)


@shared_task(name="referrals.send_due_hooks", ignore_result=True, expires=60)
def send_due_hooks() -> None:
    """Number the feed, plan what web hooks are to be told of it, and send what is due."""
    hooks.run(clock=timezone.now)


@shared_task(name="referrals.forget_hook_log", ignore_result=True, expires=3600)
def forget_hook_log() -> None:
    """Forget what came of web hooks 30 days ago."""
    hooks.forget(at=timezone.now())


@shared_task(name="referrals.forget_idempotency_keys", ignore_result=True, expires=3600)
def forget_idempotency_keys() -> None:
    """Forget which requests of programs were answered a week ago."""
    while idempotency.forget_old(at=timezone.now()):
        pass


@shared_task(name="referrals.work_due_batches", ignore_result=True, expires=30)
def work_due_batches() -> None:
    """Lease the batches of reports that wait, and hand each to a worker of its own."""
    for batch_id in inbound_batches.lease_due(at=timezone.now()):
        work_batch.delay(str(batch_id))


@shared_task(name="referrals.work_batch", ignore_result=True)
def work_batch(batch_id: str) -> None:
    """Work some rows of a batch, and come back for the others after whatever else waits."""
    if not inbound_batches.work(batch_id=UUID(batch_id), at=timezone.now()):
        work_batch.delay(batch_id)


@shared_task(name="referrals.forget_inbound", ignore_result=True, expires=600)
def forget_inbound() -> None:
    """Remove the answers to batches that were finished seven days ago, and files that were begun a day ago."""
    inbound_batches.forget_old(at=timezone.now())
    inbound_uploads.forget_old(at=timezone.now())
