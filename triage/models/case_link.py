"""Cases that belong together and stay apart."""

from django.db import models
from django.db.models import F, Q

from reports.models import Case


class CaseLink(models.Model):
    """Two cases that are related, or the same but both with forces. Neither changes; undone, it stays as history."""

    first = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    second = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField()
    linked_by = models.CharField(max_length=120)
    linked_at = models.DateTimeField()
    undone_by = models.CharField(max_length=120, blank=True)
    undone_at = models.DateTimeField(null=True)

    class Meta:
        """A pair is kept in one order, and linked once at a time."""

        constraints = [
            models.UniqueConstraint(
                fields=["first", "second"], condition=Q(undone_at__isnull=True), name="caselink_once_at_a_time"
            ),
            models.CheckConstraint(condition=Q(first__lt=F("second")), name="caselink_in_order"),
        ]

    def __str__(self) -> str:
        return f"{self.first_id} and {self.second_id}"
