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
    subject_restricted_at = models.DateTimeField(null=True, help_text="Since when who it is about is withheld")
    subject_destroy_at = models.DateTimeField(
        null=True, help_text="When that is destroyed, if nobody asks for a review"
    )
    held_since = models.DateTimeField(null=True, help_text="Since when a legal hold keeps it: nothing is destroyed")

    class Meta:
        """A report leads one case at a time; what is restricted has a day on which it goes."""

        constraints = [
            models.UniqueConstraint(fields=["lead"], condition=Q(merged_into__isnull=True), name="case_one_per_lead"),
            models.CheckConstraint(
                condition=Q(subject_restricted_at__isnull=True, subject_destroy_at__isnull=True)
                | Q(subject_restricted_at__isnull=False, subject_destroy_at__isnull=False),
                name="case_restricted_subject_has_end",
            ),
        ]
        indexes = [
            models.Index(
                fields=["subject_destroy_at"],
                condition=Q(subject_destroy_at__isnull=False),
                name="case_subject_destroy",
            )
        ]

    def __str__(self) -> str:
        return self.reference
