"""Batches of reports that programs send, row by row until all are worked."""

import uuid

from django.db import models
from django.db.models import Q


class InboundBatch(models.Model):
    """A batch that a program sent. Its rows are sealed under a key of its own, which is destroyed with it.

    One process at a time works it, for as long as its lease holds. A program has one that is not finished at most.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    client_id = models.CharField(max_length=120)
    rows = models.PositiveSmallIntegerField()
    sent_at = models.DateTimeField()
    leased_until = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        """One running for each program; what runs and what is old are found by an index."""

        constraints = [
            models.UniqueConstraint(
                fields=["client_id"], condition=Q(finished_at__isnull=True), name="inboundbatch_one_running"
            )
        ]
        indexes = [
            models.Index(fields=["finished_at"], condition=Q(finished_at__isnull=False), name="inboundbatch_finished")
        ]

    def __str__(self) -> str:
        return f"batch {self.id}"


class InboundRow(models.Model):
    """One report of a batch: sealed until it is worked, then removed; the answer stays until the batch goes."""

    batch = models.ForeignKey(InboundBatch, on_delete=models.DO_NOTHING, related_name="every_row")
    number = models.PositiveSmallIntegerField()
    sealed = models.BinaryField(null=True)
    status = models.PositiveSmallIntegerField(null=True)
    sealed_answer = models.BinaryField(null=True)

    class Meta:
        """A row has either what was sent or what was answered."""

        constraints = [
            models.UniqueConstraint(fields=["batch", "number"], name="inboundrow_one_per_number"),
            models.CheckConstraint(
                condition=Q(status__isnull=True, sealed__isnull=False, sealed_answer__isnull=True)
                | Q(status__isnull=False, sealed__isnull=True, sealed_answer__isnull=False),
                name="inboundrow_sent_or_answered",
            ),
        ]

    def __str__(self) -> str:
        return f"row {self.number} of {self.batch_id}"
