"""One thing done to many cases by one decision: what it is, and how far it is."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from reports.models import Report


class BulkRun(models.Model):
    """One decision about many cases. It is planned, tried without doing anything, confirmed, worked, and undone.

    Its items say what is left, so it can go on after a crash. What was chosen and why may quote a report, so both are
    sealed together under the material key of `anchor`, and emptied some time after the end. `act` is empty until it
    is chosen. Whoever works it acts as `officer`, with the role that they have by then.
    """

    class State(models.TextChoices):
        """How far it is."""

        PLANNED = "planned"
        QUEUED = "queued"
        RUNNING = "running"
        DONE = "done"
        STOPPED = "stopped"
        UNDOING = "undoing"
        UNDONE = "undone"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    act = models.CharField(max_length=30, blank=True)
    anchor = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="+")
    sealed_words = models.BinaryField(null=True)
    state = models.CharField(max_length=8, choices=State.choices, default=State.PLANNED)
    officer = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    asked_by = models.CharField(max_length=120)
    asked_at = models.DateTimeField()
    moved_at = models.DateTimeField(help_text="When it last made progress")
    total = models.PositiveIntegerField()
    left_out = models.PositiveIntegerField(default=0, help_text="How many more matched than one run takes")
    done = models.PositiveIntegerField(default=0)
    refused = models.PositiveIntegerField(default=0)
    undone = models.PositiveIntegerField(default=0)
    kept = models.PositiveIntegerField(default=0, help_text="How many could not be undone")
    ended_at = models.DateTimeField(null=True)
    undo_officer = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    undone_by = models.CharField(max_length=120, blank=True)
    undone_at = models.DateTimeField(null=True)

    class Meta:
        """What is worked has an act; the unfinished are found through a partial index, an officer's by another."""

        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["planned", "queued", "running", "done", "stopped", "undoing", "undone"]),
                name="bulkrun_state_known",
            ),
            models.CheckConstraint(condition=Q(state="planned") | ~Q(act=""), name="bulkrun_act_once_confirmed"),
        ]
        indexes = [
            models.Index(
                fields=["moved_at"],
                condition=Q(state__in=["queued", "running", "undoing"]),
                name="bulkrun_unfinished",
            ),
            models.Index(fields=["asked_by", "-asked_at"], name="bulkrun_of_officer"),
        ]

    def __str__(self) -> str:
        return f"{self.act or 'nothing yet'} for {self.total}: {self.state}"


class BulkItem(models.Model):
    """One case of a run, by the report that led it, and what became of it.

    `seen` is how the case stood when it was chosen: one that stands otherwise by now is refused. `left` is what
    undoing needs, in ids and primitives.
    """

    class State(models.TextChoices):
        """What became of it. One that is kept was done, and could not be undone."""

        WAITING = "waiting"
        REFUSED = "refused"
        DONE = "done"
        UNDONE = "undone"
        KEPT = "kept"

    run = models.ForeignKey(BulkRun, on_delete=models.PROTECT, related_name="items")
    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="+")
    seen = models.CharField(max_length=60)
    people = models.PositiveIntegerField(default=1, help_text="How many reports the case holds, so how many are told")
    state = models.CharField(max_length=7, choices=State.choices, default=State.WAITING)
    refusal = models.CharField(max_length=30, blank=True)
    left = models.JSONField(default=dict)

    class Meta:
        """A case is in a run once; what is left, and what was refused for one reason, is found by the run."""

        constraints = [
            models.UniqueConstraint(fields=["run", "report"], name="bulkitem_once"),
            models.CheckConstraint(
                condition=Q(state__in=["waiting", "refused", "done", "undone", "kept"]), name="bulkitem_state_known"
            ),
        ]
        indexes = [models.Index(fields=["run", "state", "report"], name="bulkitem_left")]

    def __str__(self) -> str:
        return f"{self.report_id}: {self.state}"
