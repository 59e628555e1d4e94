"""How much is waiting in the outbox."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Count

from hatehub.outbox.models import Delivery, OutboxEvent


def backlog() -> dict[str, int]:
    """Return how many deliveries are pending and parked, and how many events have no number yet."""
    unfinished = Delivery.objects.exclude(state=Delivery.State.DONE)
    counted = dict(unfinished.values_list("state").annotate(n=Count("id")))
    unnumbered = OutboxEvent.objects.filter(position__isnull=True).count()
    return {"pending": 0, "parked": 0, **counted, "unnumbered": unnumbered}


def list_parked() -> Iterator[dict[str, Any]]:
    """Yield what is known of each parked delivery, the oldest first, with one query; nothing in it is personal."""
    parked = Delivery.objects.filter(state=Delivery.State.PARKED).select_related("event").order_by("position", "id")
    for delivery in parked.iterator(chunk_size=500):
        yield {
            "id": delivery.id,
            "event": delivery.event.name,
            "handler": delivery.handler,
            "stream": delivery.stream,
            "occurred_at": delivery.event.occurred_at.isoformat(),
            "attempts": delivery.attempts,
            "last_error": delivery.last_error,
        }
