"""Prints of the pictures that came with reports, by which the same picture is found again."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q

from reports.models import Evidence, Report


class PicturePrint(models.Model):
    """One picture's print under one version of the rules. Derived, never evidence: it can be made again.

    `keys` are keyed hashes of what lies round the picture's points; nothing can be drawn from them. `sealed` is the
    small grey picture and the points, sealed under the report's material key, and goes when that key goes. A picture
    that cannot be read, or has nothing on it, keeps a row without either, so that it is not tried again.
    """

    class State(models.TextChoices):
        """What became of the picture."""

        PRINTED = "printed"
        PLAIN = "plain"
        UNREADABLE = "unreadable"

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="picture_prints")
    evidence = models.ForeignKey(Evidence, on_delete=models.PROTECT, related_name="picture_prints")
    version = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=12, choices=State.choices)
    keys = ArrayField(models.IntegerField(), default=list)
    sealed = models.BinaryField(null=True)
    printed_at = models.DateTimeField()

    class Meta:
        """One row for each picture and version; found by any of its keys."""

        constraints = [
            models.UniqueConstraint(fields=["evidence", "version"], name="pictureprint_once_a_version"),
            models.CheckConstraint(
                condition=Q(state__in=["printed", "plain", "unreadable"]), name="pictureprint_state_known"
            ),
            models.CheckConstraint(
                condition=Q(state="printed", sealed__isnull=False)
                | (~Q(state="printed") & Q(sealed__isnull=True, keys__len=0)),
                name="pictureprint_whole_or_empty",
            ),
        ]
        indexes = [GinIndex(fields=["keys"], name="pictureprint_by_key", fastupdate=False)]

    def __str__(self) -> str:
        return f"{self.state} print {self.version} of exhibit {self.evidence_id}"


class PicturesToMatch(models.Model):
    """A report whose pictures are being printed and not yet looked up. The row goes with the lookup, in one commit.

    Prints alone don't say whether anybody has looked for them: a worker may be killed in between.
    """

    report = models.OneToOneField(Report, primary_key=True, on_delete=models.PROTECT, related_name="+")
    since = models.DateTimeField()

    def __str__(self) -> str:
        return f"pictures of {self.report_id}"
