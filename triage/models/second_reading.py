"""A decision that another officer reads, blind to it."""

from django.db import models
from django.db.models import Q

from reports.models import Case
from triage.models.assessment import Assessment


class SecondReading(models.Model):
    """One decision read again by somebody who does not know it, and what became of that.

    Nothing of this row but its case may be shown to whoever is to read: why it is read, and of what, tells the first
    decision. Reasons may quote the report, so they are sealed under its material key; the owner is the report that
    the assessment was made on. `asked_version` is that of the lead when the reading was asked for.
    """

    class Of(models.TextChoices):
        """What is read: the decision itself, or that a crime is to be closed without enforcement."""

        DECISION = "decision"
        CLOSING = "closing"

    class Why(models.TextChoices):
        """Why it is read. Only that of a repeat victim holds the closing up."""

        SAMPLE = "sample"
        REPEAT_VICTIM = "repeat_victim"

    class State(models.TextChoices):
        """Where it stands. It lapses when the case is reopened or assessed again before it is settled."""

        WAITING = "waiting"
        AGREED = "agreed"
        DISAGREED = "disagreed"
        SETTLED = "settled"
        LAPSED = "lapsed"

    class Upheld(models.TextChoices):
        """Which of the two a supervisor upheld."""

        FIRST = "first"
        SECOND = "second"

    assessment = models.ForeignKey(Assessment, on_delete=models.PROTECT, related_name="second_readings")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="second_readings")
    of = models.CharField(max_length=10, choices=Of.choices, default=Of.DECISION)
    why = models.CharField(max_length=14, choices=Why.choices)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    asked_by = models.CharField(max_length=120)
    asked_at = models.DateTimeField()
    asked_version = models.PositiveIntegerField()
    sealed_closing = models.BinaryField(null=True, help_text="The reason for which the closing was asked for")
    reader = models.CharField(max_length=120, blank=True)
    read_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=20, blank=True)
    exit = models.CharField(max_length=40, blank=True)
    disposal = models.CharField(max_length=30, blank=True)
    acts = models.BooleanField(null=True, help_text="Whether a force should act, of what the reader finds a crime")
    path = models.JSONField(default=list)
    sealed_reasons = models.BinaryField(null=True)
    opened_case_before = models.BooleanField(null=True, help_text="Whether the reader had opened the case")
    upheld = models.CharField(max_length=6, choices=Upheld.choices, blank=True)
    settled_by = models.CharField(max_length=120, blank=True)
    settled_at = models.DateTimeField(null=True)
    sealed_settlement = models.BinaryField(null=True, help_text="Why that one was upheld")
    lapsed_at = models.DateTimeField(null=True)

    class Meta:
        """Closed sets; one reading of one thing; what was read has a reader, what was settled an outcome."""

        constraints = [
            models.UniqueConstraint(
                fields=["assessment", "of"], condition=~Q(state="lapsed"), name="second_reading_once"
            ),
            models.CheckConstraint(condition=Q(of__in=["decision", "closing"]), name="second_reading_of_known"),
            models.CheckConstraint(condition=Q(why__in=["sample", "repeat_victim"]), name="second_reading_why_known"),
            models.CheckConstraint(
                condition=Q(state__in=["waiting", "agreed", "disagreed", "settled", "lapsed"]),
                name="second_reading_state_known",
            ),
            models.CheckConstraint(
                condition=Q(state="lapsed")
                | (Q(state="waiting") & Q(read_at__isnull=True))
                | (~Q(state="waiting") & Q(read_at__isnull=False) & ~Q(outcome="")),
                name="second_reading_read_or_waiting",
            ),
            models.CheckConstraint(
                condition=Q(upheld__in=["", "first", "second"])
                & (Q(state="settled", settled_at__isnull=False) & ~Q(upheld="") | ~Q(state="settled") & Q(upheld="")),
                name="second_reading_settled_or_not",
            ),
        ]
        indexes = [
            models.Index(
                fields=["asked_at", "id"], condition=Q(state__in=["waiting", "disagreed"]), name="second_reading_open"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.state} reading {self.pk} of {self.case_id}"
