"""Events waiting to be handled, and one delivery for each handler of each event."""

import uuid

from django.db import models
from django.db.models import Func, Q


class NextEventNumber(Func):
    """The next number of the sequence that keeps events of one transaction in the order they were published."""

    function = "nextval"
    template = "nextval('outbox_event_order')"
    output_field = models.BigIntegerField()


class OutboxEvent(models.Model):
    """Something that happened. The payload holds ids and primitives only, never anything personal."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=60)
    stream = models.CharField(max_length=60)
    payload = models.JSONField()
    occurred_at = models.DateTimeField()
    sequence = models.BigIntegerField(db_default=NextEventNumber())
    position = models.BigIntegerField(null=True, unique=True)
    request_id = models.CharField(
        max_length=40, blank=True, db_default="", help_text="Of the request that it began with, for the logs"
    )

    class Meta:
        """Numbered by the relay, after the commit; `stream` is what order is kept within (a case)."""

        indexes = [
            models.Index(fields=["sequence"], condition=Q(position__isnull=True), name="event_unnumbered"),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.id}"


class Delivery(models.Model):
    """One event for one handler. Done means that the handler's transaction committed."""

    class State(models.TextChoices):
        """Where a delivery stands."""

        PENDING = "pending"
        DONE = "done"
        PARKED = "parked"

    event = models.ForeignKey(OutboxEvent, on_delete=models.PROTECT, related_name="deliveries")
    handler = models.CharField(max_length=120)
    stream = models.CharField(max_length=60)
    position = models.BigIntegerField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.PENDING)
    attempts = models.PositiveSmallIntegerField(default=0)
    not_before = models.DateTimeField()
    last_error = models.CharField(max_length=120, blank=True)
    done_at = models.DateTimeField(null=True)

    class Meta:
        """A handler has each event once; the unfinished are found through partial indexes."""

        constraints = [
            models.UniqueConstraint(fields=["event", "handler"], name="delivery_once_per_handler"),
            models.CheckConstraint(condition=Q(state__in=["pending", "done", "parked"]), name="delivery_state_known"),
        ]
        indexes = [
            models.Index(fields=["not_before"], condition=Q(state="pending"), name="delivery_due"),
            models.Index(fields=["position", "id"], condition=Q(state="pending"), name="delivery_in_turn"),
            models.Index(fields=["stream", "position"], condition=~Q(state="done"), name="delivery_unfinished"),
        ]

    def __str__(self) -> str:
        return f"{self.handler} of {self.event_id}"
