"""The relay and the delivery, as Celery runs them."""

from celery import shared_task
from django.utils import timezone

from hatehub.outbox import services


@shared_task(name="outbox.relay", ignore_result=True, expires=30)
def relay() -> None:
    """Number what has committed and send what is due. Beat calls it; so does every commit that published."""
    services.begin_relay()
    while services.number_events():
        pass
    for delivery_id in services.lease_due(at=timezone.now()):
        deliver.delay(delivery_id)


@shared_task(name="outbox.deliver", ignore_result=True)
def deliver(delivery_id: int) -> None:
    """Handle one delivery or a part of it, then ask for what is due next in its stream."""
    if services.handle(delivery_id=delivery_id, at=timezone.now()):
        services.nudge()
