"""The case: a thin row that one or more reports are worked as."""

import uuid

from django.db import models


class Case(models.Model):
    """An own reference, which forces and partners use, and the report that leads. It holds no facts of its own.

    A case emptied by a merge stays, so that its reference still resolves: `merged_into` says where to.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    reference = models.CharField(max_length=16, unique=True)
    lead = models.OneToOneField("reports.Report", on_delete=models.PROTECT, related_name="leads")
    merged_into = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="absorbed")
    opened_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.reference
