"""Emergency hand-overs: somebody in danger, and the control room that takes it on."""

from django.db import models
from django.db.models import Q

from hatehub.reference.models import Force
from reports.models import Case, OfficeMail, Report


class Handover(models.Model):
    """One hand-over of one report to a force's control room, or the reason why none was needed.

    It waits from the moment at which a report says that somebody is in danger; the case moves on meanwhile. `case` is
    where the report was worked when it began. Who took the call is sealed under the report's material key.
    """

    class Kind(models.TextChoices):
        """What the emergency is."""

        THREAT_TO_LIFE = "threat_to_life"
        CHILD_AT_RISK = "child_at_risk"

    class State(models.TextChoices):
        """Where a hand-over stands."""

        WAITING = "waiting"
        BEGUN = "begun"
        TAKEN = "taken"
        NOT_NEEDED = "not_needed"

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="handovers")
    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="handovers")
    kind = models.CharField(max_length=14, choices=Kind.choices)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    due_at = models.DateTimeField(null=True, help_text="When it is late, as it stands; null once it is settled")
    since = models.DateTimeField(help_text="When the report said so")
    force = models.ForeignKey(Force, null=True, on_delete=models.PROTECT, related_name="+")
    duty_mail = models.OneToOneField(OfficeMail, null=True, on_delete=models.PROTECT, related_name="+")
    started_by = models.CharField(max_length=120, blank=True)
    started_at = models.DateTimeField(null=True)
    sealed_taken_by = models.BinaryField(null=True)
    incident_number = models.CharField(max_length=40, blank=True, help_text="The force's own number")
    taken_at = models.DateTimeField(null=True)
    settled_by = models.CharField(max_length=120, blank=True)
    settled_at = models.DateTimeField(null=True)
    reason = models.TextField(blank=True, help_text="Why no hand-over is needed")

    class Meta:
        """One open hand-over a report; each state has what it must have; the late are found by their clock."""

        constraints = [
            models.UniqueConstraint(
                fields=["report"], condition=Q(state__in=["waiting", "begun"]), name="handover_one_open"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["threat_to_life", "child_at_risk"]), name="handover_kind_known"
            ),
            models.CheckConstraint(
                condition=Q(state="waiting", due_at__isnull=False)
                | Q(state="begun", due_at__isnull=False, force__isnull=False, started_at__isnull=False)
                | Q(state="taken", due_at__isnull=True, force__isnull=False, taken_at__isnull=False)
                | (Q(state="not_needed", due_at__isnull=True, settled_at__isnull=False) & ~Q(reason="")),
                name="handover_state_is_whole",
            ),
        ]
        indexes = [
            models.Index(fields=["due_at", "id"], condition=Q(due_at__isnull=False), name="handover_open"),
            models.Index(fields=["report"], name="handover_of_report"),
        ]

    def __str__(self) -> str:
        return f"hand-over of {self.report_id}: {self.state}"


class HandoverAttempt(models.Model):
    """One time that the control room was not reached, or did not take it: when, and why."""

    class Why(models.TextChoices):
        """What happened."""

        NO_ANSWER = "no_answer"
        ENGAGED = "engaged"
        WRONG_NUMBER = "wrong_number"
        NOT_TAKEN = "not_taken"

    handover = models.ForeignKey(Handover, on_delete=models.PROTECT, related_name="attempts")
    force = models.ForeignKey(Force, on_delete=models.PROTECT, related_name="+")
    why = models.CharField(max_length=12, choices=Why.choices)
    note = models.CharField(max_length=300, blank=True)
    tried_by = models.CharField(max_length=120)
    tried_at = models.DateTimeField()

    class Meta:
        """Why is one of a closed set."""

        constraints = [
            models.CheckConstraint(
                condition=Q(why__in=["no_answer", "engaged", "wrong_number", "not_taken"]),
                name="handoverattempt_why_known",
            )
        ]

    def __str__(self) -> str:
        return f"{self.why} at {self.tried_at}"
