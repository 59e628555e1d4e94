"""What was merged: the rows that make a merge reversible."""

from django.db import models
from django.db.models import Q

from reports.models import Case, Report


class Merge(models.Model):
    """One report worked as part of another case: who, when, why, and where it stood. Ended, it stays as history.

    The rows that hold form a tree. A report that came along with the lead of its case keeps its own row into that
    case; `Report.case` alone says where it is worked now.
    """

    class Ended(models.TextChoices):
        """What ended a merge."""

        UNMERGED = "unmerged"
        LED = "led"
        WITHDRAWN = "withdrawn"

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="merges")
    from_case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    into_case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="merges_in")
    stood_at = models.CharField(max_length=20)
    due_at = models.DateTimeField(null=True, help_text="When the report was late, as it stood")
    evidence = models.JSONField(default=dict)
    reason = models.TextField()
    merged_by = models.CharField(max_length=120)
    merged_at = models.DateTimeField()
    is_automatic = models.BooleanField(default=False, db_default=False)
    reviewed_by = models.CharField(max_length=120, blank=True, db_default="")
    reviewed_at = models.DateTimeField(null=True)
    ended_as = models.CharField(max_length=10, choices=Ended.choices, blank=True, db_default="")
    undone_by = models.CharField(max_length=120, blank=True)
    undone_at = models.DateTimeField(null=True)
    undone_reason = models.TextField(blank=True)
    left_case = models.ForeignKey(
        Case, null=True, on_delete=models.PROTECT, related_name="merges_out", help_text="The case it was taken out of"
    )

    class Meta:
        """A report is merged once at a time; what the hub merged by itself is found until it has been looked at."""

        constraints = [
            models.UniqueConstraint(fields=["report"], condition=Q(undone_at__isnull=True), name="merge_once_at_a_time")
        ]
        indexes = [
            models.Index(
                fields=["merged_at", "id"],
                condition=Q(is_automatic=True, reviewed_at__isnull=True, undone_at__isnull=True),
                name="merge_to_review",
            ),
            models.Index(fields=["left_case", "undone_at"], name="merge_that_left"),
        ]

    def __str__(self) -> str:
        return f"{self.report_id} into {self.into_case_id}"


class MovedReport(models.Model):
    """One report that a merge moved, the merged one or one that came along, and what is given back to it.

    `gate` is the gate of being told as it stood then; it belongs to the decisions of the case left behind.
    """

    merge = models.ForeignKey(Merge, on_delete=models.PROTECT, related_name="moved")
    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="+")
    joined_at_version = models.PositiveIntegerField(null=True)
    gate = models.JSONField(default=dict)

    class Meta:
        """A merge moves a report once."""

        constraints = [models.UniqueConstraint(fields=["merge", "report"], name="movedreport_once")]

    def __str__(self) -> str:
        return f"{self.report_id} with {self.merge_id}"
