"""A message to a complainant, waiting to go or gone."""

import uuid

from django.db import models
from django.db.models import Q


class Update(models.Model):
    """One message for one line of the story. Its Message-ID is its id for good, so a retry is not a second message."""

    class State(models.TextChoices):
        """Where a message stands."""

        WAITING = "waiting"
        SENT = "sent"
        FAILED = "failed"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    entry = models.OneToOneField("reports.StatusEntry", on_delete=models.PROTECT, related_name="update")
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    not_before = models.DateTimeField()
    leased_until = models.DateTimeField(null=True, help_text="Until when it waits with a worker, not for its time")
    claimed_until = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    provider_reference = models.CharField(max_length=80, blank=True, db_default="")
    arrived_at = models.DateTimeField(null=True, help_text="When the provider said that it was delivered")
    bounced_at = models.DateTimeField(null=True)

    class Meta:
        """The waiting are found through a partial index."""

        constraints = [
            models.CheckConstraint(condition=Q(state__in=["waiting", "sent", "failed"]), name="update_state_known")
        ]
        indexes = [models.Index(fields=["not_before"], condition=Q(state="waiting"), name="update_due")]

    def __str__(self) -> str:
        return f"update {self.id}: {self.state}"
