"""The relay and the delivery, as Celery runs them."""

from celery import Task, shared_task
from django.utils import timezone

from hatehub.outbox import services


@shared_task(name="outbox.relay", ignore_result=True, expires=30)
def relay() -> None:
    """Number what has committed and send what is due. Beat calls it; so does every commit that published."""
    services.begin_relay()
    while services.number_events():
        pass
    for delivery_ids in services.share_out(services.lease_due(at=timezone.now())):
        deliver.delay(*delivery_ids)


@shared_task(name="outbox.deliver", ignore_result=True, bind=True)
def deliver(self: Task, *delivery_ids: int) -> None:
    """Handle deliveries or a part of each, one after the other, then ask for what is due next in their streams.

    What comes a second time was in the hands of a worker that fell. Several go on alone each, so that the one which
    felled it holds up no other; of one alone a try is counted, so that it is parked after the last.
    """
    if (self.request.delivery_info or {}).get("redelivered"):
        _take_back(delivery_ids)
        return
    done = [services.handle(delivery_id=delivery_id, at=timezone.now()) for delivery_id in delivery_ids]
    if any(done):
        services.nudge()


def _take_back(delivery_ids: tuple[int, ...]) -> None:
    if len(delivery_ids) == 1:
        services.note_worker_lost(delivery_id=delivery_ids[0], at=timezone.now())
        return
    for delivery_id in delivery_ids:
        deliver.delay(delivery_id)
