"""What arises: repeat victims, repeat subjects and waves, noticed by the hub and dealt with by supervisors."""

import uuid

import pgtrigger
from django.db import models
from django.db.models import F, Q

from reports.models import Report

STATES = ["open", "taken", "worked", "quietened", "gone"]


class Notice(models.Model):
    """Something that the hub noticed. What it is about is a key that names nobody: ids, codes or a keyed hash.

    `facts` are numbers and codes that say why. `level` is how grave it is, to be compared with `level_then`, how grave
    it was when somebody dealt with it last. One that does not stand any more is `gone`: a report was erased, taken
    apart or withdrawn. Nothing is ever decided about a case by a notice.
    """

    class Kind(models.TextChoices):
        """What arises."""

        VICTIM = "victim", "Repeat victim"
        SUBJECT = "subject", "Repeat subject"
        WAVE = "wave", "Wave"

    class State(models.TextChoices):
        """Where it stands."""

        OPEN = "open", "New"
        TAKEN = "taken", "Taken on"
        WORKED = "worked", "Dealt with"
        QUIETENED = "quietened", "Quietened"
        GONE = "gone", "Does not stand any more"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    key = models.CharField(max_length=120)
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    level = models.PositiveIntegerField()
    level_then = models.PositiveIntegerField(default=0)
    facts = models.JSONField(default=dict)
    table_version = models.CharField(max_length=40)
    first_at = models.DateTimeField(help_text="When the first of it was reported")
    last_at = models.DateTimeField(help_text="When the last of it was reported")
    noticed_at = models.DateTimeField(help_text="When it was noticed, or came again")
    looked_at = models.DateTimeField(help_text="When the hub looked last whether it stands")
    comebacks = models.PositiveIntegerField(default=0)
    held_by = models.CharField(max_length=120, blank=True, help_text="Who took it on")
    quiet_until = models.DateField(null=True)
    acts_count = models.PositiveIntegerField(default=0, help_text="Counts what was done with it, to tell a stale page")

    class Meta:
        """One notice for each thing; quiet has an end; the new ones are found by an index."""

        constraints = [
            models.UniqueConstraint(fields=["kind", "key"], name="notice_once"),
            models.CheckConstraint(condition=Q(kind__in=["victim", "subject", "wave"]), name="notice_kind_known"),
            models.CheckConstraint(condition=Q(state__in=STATES), name="notice_state_known"),
            models.CheckConstraint(condition=Q(first_at__lte=F("last_at")), name="notice_begins_before_it_ends"),
            models.CheckConstraint(
                condition=Q(state="quietened", quiet_until__isnull=False)
                | (~Q(state="quietened") & Q(quiet_until__isnull=True)),
                name="notice_quiet_has_end",
            ),
        ]
        indexes = [
            models.Index(fields=["state", "-noticed_at", "id"], name="notice_by_state"),
            models.Index(fields=["looked_at", "id"], condition=~Q(state="gone"), name="notice_to_look_at"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} notice {self.pk}"


class NoticeReport(models.Model):
    """A report that a notice rests on now. It goes when the report no longer belongs to it."""

    notice = models.ForeignKey(Notice, on_delete=models.PROTECT, related_name="members")
    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="notices")

    class Meta:
        """A report belongs to a notice once."""

        constraints = [models.UniqueConstraint(fields=["notice", "report"], name="noticereport_once")]

    def __str__(self) -> str:
        return f"{self.report_id} in {self.notice_id}"


class NoticeAct(models.Model):
    """What somebody, or the hub by itself, did with a notice; it only grows."""

    class Step(models.TextChoices):
        """What was done."""

        TAKE_ON = "take_on", "Taken on"
        NOTE = "note", "Noted"
        FINISH = "finish", "Dealt with"
        QUIETEN = "quieten", "Quietened"
        COME_AGAIN = "come_again", "Came again"
        GO = "go", "Does not stand any more"

    notice = models.ForeignKey(Notice, on_delete=models.PROTECT, related_name="acts")
    step = models.CharField(max_length=10, choices=Step.choices)
    words = models.TextField(blank=True)
    quiet_until = models.DateField(null=True)
    level = models.PositiveIntegerField()
    by = models.CharField(max_length=120)
    at = models.DateTimeField()

    class Meta:
        """Steps are known, those of people that need words have them; nothing is changed afterwards."""

        constraints = [
            models.CheckConstraint(
                condition=Q(step__in=["take_on", "note", "finish", "quieten", "come_again", "go"]),
                name="noticeact_step_known",
            ),
            models.CheckConstraint(
                condition=Q(step__in=["take_on", "come_again", "go"]) | ~Q(words=""), name="noticeact_says_what"
            ),
        ]
        indexes = [models.Index(fields=["notice", "-at"], name="noticeact_newest")]
        triggers = [pgtrigger.Protect(name="notice_acts_stay", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.step} of {self.notice_id}"
