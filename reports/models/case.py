"""The case: a thin row that one or more reports are worked as."""

import uuid

from django.db import models
from django.db.models import Q


class Case(models.Model):
    """An own reference, which forces and partners use, and the report that leads. It holds no facts of its own.

    A case emptied by a merge stays, so that its reference still resolves: `merged_into` says where to. Its `lead` is
    the report that leads it again if it is taken out, which may lead the other case meanwhile.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    reference = models.CharField(max_length=16, unique=True)
    lead = models.ForeignKey("reports.Report", on_delete=models.PROTECT, related_name="leads")
    merged_into = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="absorbed")
    opened_at = models.DateTimeField()

    class Meta:
        """A report leads one case at a time."""

        constraints = [
            models.UniqueConstraint(fields=["lead"], condition=Q(merged_into__isnull=True), name="case_one_per_lead")
        ]

    def __str__(self) -> str:
        return self.reference
