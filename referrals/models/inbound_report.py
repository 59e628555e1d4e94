"""Reports that programs of forces and partners have sent to the hub."""

from django.db import models
from django.db.models import Q

from reports.models import Report


class InboundReport(models.Model):
    """Which program sent a report, by which reference of its own.

    `own_key` is a keyed hash, and the reference itself is sealed under the report's person key: it goes when the
    person is erased. `content_hash` is a keyed hash of what was sent, to tell a repeat from another report.
    `position` is the place in the program's feed, in which each report stands once, as it changed last. It is empty
    from a change until a numberer gives a new one, after the commit.
    """

    client_id = models.CharField(max_length=120)
    own_key = models.CharField(max_length=64)
    content_hash = models.CharField(max_length=64)
    report = models.OneToOneField(Report, on_delete=models.PROTECT, related_name="inbound")
    first_case = models.CharField(max_length=16, help_text="Reference of the case that it began as")
    sealed_own_reference = models.BinaryField()
    sent_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    position = models.BigIntegerField(null=True)

    class Meta:
        """A program's own reference stands for one report; the feed is read in order of position."""

        constraints = [
            models.UniqueConstraint(fields=["client_id", "own_key"], name="inboundreport_once"),
            models.UniqueConstraint(fields=["client_id", "position"], name="inboundreport_one_per_position"),
        ]
        indexes = [
            models.Index(fields=["changed_at", "id"], condition=Q(position__isnull=True), name="inboundreport_waiting")
        ]

    def __str__(self) -> str:
        return f"{self.report_id} by {self.client_id}"
