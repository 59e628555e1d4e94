"""Which force was given which intelligence report, and why: what the feed of forces is read from."""

import uuid

from django.db import models
from django.db.models import Q

from hatehub.reference.models import Force
from intel.models.intelligence import IntelligenceReport


class Dissemination(models.Model):
    """One report given to one force, whether the force has read it yet or not.

    `sealed_why` lies under the material key of the report's case. `position` is the reader's: the microsecond of
    1970-based time at which it was added to the feed, given after the commit by one numberer at a time and never
    twice, so that nothing appears below a cursor that somebody has read up to. It is null while a change waits for it,
    and `earlier_position` is then what it was. `bundle_sha256` says which bytes the force was given first.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    report = models.ForeignKey(IntelligenceReport, on_delete=models.PROTECT, related_name="disseminations")
    force = models.ForeignKey(Force, on_delete=models.PROTECT, related_name="+")
    sealed_why = models.BinaryField()
    by = models.CharField(max_length=120)
    at = models.DateTimeField()
    first_read_at = models.DateTimeField(null=True)
    bundle_sha256 = models.CharField(max_length=64, blank=True)
    withdrawn_by = models.CharField(max_length=120, blank=True)
    withdrawn_at = models.DateTimeField(null=True)
    changed_at = models.DateTimeField()
    position = models.BigIntegerField(null=True)
    earlier_position = models.BigIntegerField(null=True)

    class Meta:
        """A force is given a report once; the feed is read force by force."""

        constraints = [
            models.UniqueConstraint(fields=["report", "force"], name="dissemination_once"),
            models.UniqueConstraint(fields=["position"], name="dissemination_one_per_position"),
        ]
        indexes = [
            models.Index(
                fields=["changed_at", "id"], condition=Q(position__isnull=True), name="dissemination_unnumbered"
            ),
            models.Index(fields=["force", "position"], name="dissemination_feed"),
            models.Index(fields=["earlier_position"], name="dissemination_was_at"),
        ]

    def __str__(self) -> str:
        return f"{self.report_id} to {self.force_id}"

    @property
    def field(self) -> str:
        """The field under which the reason is sealed."""
        return f"dissemination:{self.id}"
