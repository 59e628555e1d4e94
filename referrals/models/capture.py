"""A capture: one attempt of the hub to keep what stands under a link, or an officer's own copy of it."""

import uuid

from django.db import models
from django.db.models import Q

from referrals.rules.capture.failures import Failure
from referrals.rules.capture.verdicts import ShownBy
from reports.models import Case, Content, Evidence, Report

STATES = ("requested", "running", "captured", "failed")


class Capture(models.Model):
    """What was to be captured, what became of it, and with what, by whom, when and from where.

    It belongs to its report, and its exhibits lie under that report's material key; `case` is what the report was
    worked as when it was asked for, and never changes. A failed one keeps what was received, where anything was.
    Nothing but `state` says that a post was captured: a WARC may hold a wall.
    """

    class State(models.TextChoices):
        """Where a capture stands."""

        REQUESTED = "requested"
        RUNNING = "running"
        CAPTURED = "captured"
        FAILED = "failed"

    class Manner(models.TextChoices):
        """How it came to be: the hub fetched it, or an officer gave a copy."""

        FETCHED = "fetched"
        GIVEN = "given"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="captures")
    content = models.ForeignKey(Content, null=True, on_delete=models.PROTECT, related_name="+")
    manner = models.CharField(max_length=10, choices=Manner.choices, default=Manner.FETCHED)
    state = models.CharField(max_length=10, choices=State.choices, default=State.REQUESTED)
    url = models.TextField(blank=True)
    post_key = models.CharField(max_length=300, blank=True)
    host = models.CharField(max_length=255, blank=True)
    final_url = models.TextField(blank=True)
    status = models.PositiveSmallIntegerField(null=True)
    shown_by = models.CharField(max_length=10, choices=[(each.value, each.value) for each in ShownBy], blank=True)
    failure = models.CharField(max_length=20, choices=[(each.value, each.value) for each in Failure], blank=True)
    failure_detail = models.CharField(max_length=120, blank=True)
    picture_failure = models.CharField(
        max_length=20, choices=[(each.value, each.value) for each in Failure], blank=True
    )
    tool = models.CharField(max_length=80, blank=True)
    tool_version = models.CharField(max_length=80, blank=True)
    picture_tool = models.CharField(max_length=80, blank=True)
    operator = models.CharField(max_length=120)
    exit_address = models.CharField(max_length=45, blank=True)
    is_exit_configured = models.BooleanField(default=False)
    asked_at = models.DateTimeField()
    not_before = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    sealed_note = models.BinaryField(null=True, help_text="What the officer wrote about an own copy")
    warc = models.ForeignKey(Evidence, null=True, on_delete=models.PROTECT, related_name="+")
    picture = models.ForeignKey(Evidence, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        """A captured one has an exhibit, a failed one a reason; who waits is found by host."""

        constraints = [
            models.CheckConstraint(condition=Q(state__in=STATES), name="capture_state_known"),
            models.CheckConstraint(
                condition=~Q(state="captured")
                | (Q(failure="", finished_at__isnull=False) & (Q(warc__isnull=False) | Q(picture__isnull=False))),
                name="capture_captured_is_whole",
            ),
            models.CheckConstraint(
                condition=~Q(state="failed") | (~Q(failure="") & Q(finished_at__isnull=False)),
                name="capture_failed_says_why",
            ),
        ]
        indexes = [
            models.Index(
                fields=["host", "not_before"], condition=Q(state__in=["requested", "running"]), name="capture_waiting"
            ),
            models.Index(fields=["host", "started_at"], name="capture_by_host"),
            models.Index(fields=["post_key", "asked_at"], condition=~Q(post_key=""), name="capture_by_post"),
            models.Index(fields=["report", "asked_at"], name="capture_of_report"),
        ]

    def __str__(self) -> str:
        return f"capture {self.id}: {self.state}"
