"""How much is waiting in the outbox."""

from django.db.models import Count

from hatehub.outbox.models import Delivery, OutboxEvent


def backlog() -> dict[str, int]:
    """Return how many deliveries are pending and parked, and how many events have no number yet."""
    unfinished = Delivery.objects.exclude(state=Delivery.State.DONE)
    counted = dict(unfinished.values_list("state").annotate(n=Count("id")))
    unnumbered = OutboxEvent.objects.filter(position__isnull=True).count()
    return {"pending": 0, "parked": 0, **counted, "unnumbered": unnumbered}
