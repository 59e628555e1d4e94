"""Snapshots of statistics: when the facts were derived, whether they reconcile, and the tables counted from them."""

from django.contrib.postgres.fields import ArrayField
from django.db import models


class Snapshot(models.Model):
    """One time at which all facts were derived from the case tables, counted, and compared with those.

    `checks` are the comparisons: name, number by the facts, number by the case tables. `differs` counts those that
    are not equal; a snapshot that differs is kept, shown as such, and never published from.
    """

    taken_at = models.DateTimeField()
    day = models.DateField(help_text="The last whole day that it has")
    is_rebuild = models.BooleanField(default=False)
    written = models.PositiveIntegerField(help_text="How many facts were new, others or gone")
    reports = models.PositiveIntegerField()
    checks = models.JSONField(default=list)
    differs = models.PositiveSmallIntegerField(default=0)
    scheme = models.CharField(max_length=64, help_text="Digest of what was counted and how")
    seconds = models.DecimalField(max_digits=8, decimal_places=1)

    class Meta:
        """Found by when it was taken."""

        indexes = [models.Index(fields=["-taken_at"], name="snapshot_by_time")]

    def __str__(self) -> str:
        return f"{self.day} at {self.taken_at:%H:%M}"


class SnapshotCell(models.Model):
    """One cell of a table of a snapshot: numbers by measure, of a period and the values of the table's dimensions.

    `of` says of how many rows each median is. Cells without any row are left out.
    """

    snapshot = models.ForeignKey(Snapshot, on_delete=models.CASCADE, related_name="cells")
    table = models.CharField(max_length=60)
    period = models.CharField(max_length=7, help_text="2026-05, 2026-Q2 or 2026")
    values = ArrayField(models.CharField(max_length=400))
    numbers = models.JSONField()
    of = models.JSONField(default=dict)

    class Meta:
        """A cell is there once; a table is read by its periods."""

        constraints = [
            models.UniqueConstraint(fields=["snapshot", "table", "period", "values"], name="snapshotcell_once")
        ]

    def __str__(self) -> str:
        return f"{self.table} {self.period} {'/'.join(self.values)}"
