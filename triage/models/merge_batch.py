"""Many reports merged by one decision, and how far that is."""

import uuid

from django.db import models
from django.db.models import Q

from reports.models import Case, Report
from triage.models.merge import Merge


class MergeBatch(models.Model):
    """One decision to merge many reports into a case. Its items say what is left, so it can go on after a crash.

    `source` says what the reports have in common, in ids and primitives: a post's key, a wave.
    """

    class State(models.TextChoices):
        """How far it is."""

        QUEUED = "queued"
        RUNNING = "running"
        DONE = "done"
        UNDOING = "undoing"
        UNDONE = "undone"
        STOPPED = "stopped"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    into_case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField()
    source = models.JSONField(default=dict)
    state = models.CharField(max_length=8, choices=State.choices, default=State.QUEUED)
    asked_by = models.CharField(max_length=120)
    asked_at = models.DateTimeField()
    moved_at = models.DateTimeField(help_text="When it last made progress")
    total = models.PositiveIntegerField()
    done = models.PositiveIntegerField(default=0)
    refused = models.PositiveIntegerField(default=0)
    undone_by = models.CharField(max_length=120, blank=True)
    undone_at = models.DateTimeField(null=True)
    undone_reason = models.TextField(blank=True)

    class Meta:
        """The unfinished are found through a partial index."""

        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["queued", "running", "done", "undoing", "undone", "stopped"]),
                name="mergebatch_state_known",
            )
        ]
        indexes = [
            models.Index(
                fields=["moved_at"],
                condition=Q(state__in=["queued", "running", "undoing"]),
                name="mergebatch_unfinished",
            )
        ]

    def __str__(self) -> str:
        return f"{self.total} into {self.into_case_id}: {self.state}"


class MergeBatchItem(models.Model):
    """One report of a batch, and what became of it."""

    class State(models.TextChoices):
        """What became of it."""

        WAITING = "waiting"
        MERGED = "merged"
        REFUSED = "refused"
        UNDONE = "undone"

    batch = models.ForeignKey(MergeBatch, on_delete=models.PROTECT, related_name="items")
    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="+")
    merge = models.ForeignKey(Merge, null=True, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=7, choices=State.choices, default=State.WAITING)
    refusal = models.CharField(max_length=200, blank=True)

    class Meta:
        """A report is in a batch once; what is left is found by the batch."""

        constraints = [
            models.UniqueConstraint(fields=["batch", "report"], name="mergebatchitem_once"),
            models.CheckConstraint(
                condition=Q(state__in=["waiting", "merged", "refused", "undone"]), name="mergebatchitem_state_known"
            ),
        ]
        indexes = [models.Index(fields=["batch", "state", "id"], name="mergebatchitem_left")]

    def __str__(self) -> str:
        return f"{self.report_id}: {self.state}"
