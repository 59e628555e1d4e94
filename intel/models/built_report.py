"""Reports on figures that an analyst builds, keeps and has counted again, and what each counting gave."""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from intel.rules.statistics.plans import Every


class BuiltReport(models.Model):
    """What is counted by what, for which months; kept under a title by whoever built it.

    `plan` is as `intel.rules.statistics.plans.to_data` gives it. A report that is not shared is its owner's alone.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    title = models.CharField(max_length=120)
    plan = models.JSONField()
    is_shared = models.BooleanField(default=False)
    every = models.CharField(max_length=8, choices=[(each.value, each.value) for each in Every], default="never")
    due_on = models.DateField(null=True, help_text="The first day on which it is counted again by itself")
    edits = models.PositiveIntegerField(default=0, help_text="How often it was changed")
    built_by = models.CharField(max_length=120, help_text="The actor as the audit names it")
    built_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)

    class Meta:
        """Only what is scheduled has a day; what is due is found through an index."""

        constraints = [
            models.CheckConstraint(
                condition=Q(every="never", due_on__isnull=True) | (~Q(every="never") & Q(due_on__isnull=False)),
                name="builtreport_scheduled_has_day",
            ),
            models.CheckConstraint(
                condition=Q(every__in=[each.value for each in Every]), name="builtreport_every_known"
            ),
        ]
        indexes = [
            models.Index(fields=["due_on"], condition=Q(removed_at__isnull=True), name="builtreport_due"),
            models.Index(fields=["built_by", "-built_at"], name="builtreport_of_owner"),
        ]

    def __str__(self) -> str:
        return self.title


class BuiltRun(models.Model):
    """One counting of a report: rows as they were, with the plan and the words of that day. It never changes.

    `headings` name the columns, first those of the dimensions; `said` holds definitions, period and what is left out.
    """

    report = models.ForeignKey(BuiltReport, on_delete=models.PROTECT, related_name="runs")
    plan = models.JSONField()
    headings = ArrayField(models.CharField(max_length=160))
    rows = models.JSONField()
    said = models.JSONField()
    counted_at = models.DateTimeField()
    facts_at = models.DateTimeField(help_text="When the snapshot was taken whose facts it counts")
    differs = models.BooleanField(default=False, help_text="Whether that snapshot did not reconcile")
    counted_by = models.CharField(max_length=120)

    class Meta:
        """The newest of a report comes first."""

        indexes = [models.Index(fields=["report", "-counted_at"], name="builtrun_of_report")]

    def __str__(self) -> str:
        return f"{self.report_id} at {self.counted_at:%Y-%m-%d %H:%M}"
