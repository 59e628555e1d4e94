"""Which step was taken when, and whether its clock had run out."""

from django.db import models
from django.db.models import Q

from reports.models import Report


class StepTaken(models.Model):
    """One step that a report took out of a state, and the clock of that state as it stood before.

    It is written by the handler of `ReportMoved`, from the day on which there is this table; nothing is filled in for
    earlier steps. Steps of merging are left out: they meet no clock. It is for counting, and says nothing that the
    audit does not say: never decide anything by it. `outcome` is that of a closing: the one that was given, or, of a
    case that is looked at again, the one that stood.
    """

    class Why(models.TextChoices):
        """Why something was looked at again."""

        REVIEW = "review"
        NEW_INFORMATION = "new_information"
        OFFICER = "officer"
        FORCE = "force"

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="steps_taken")
    version = models.PositiveIntegerField(help_text="The report's version after the step")
    step = models.CharField(max_length=40)
    stood_at = models.CharField(max_length=20)
    state = models.CharField(max_length=20)
    since = models.DateTimeField(help_text="When it came into the state that it left")
    due_at = models.DateTimeField(null=True, help_text="When the state that it left was late; null: nobody had to act")
    at = models.DateTimeField()
    by = models.CharField(max_length=120)
    outcome = models.CharField(max_length=40, blank=True)
    why = models.CharField(max_length=16, choices=Why.choices, blank=True)
    decided_before = models.CharField(
        max_length=20, blank=True, help_text="Of a decision: what was decided before of this case; empty: nothing"
    )

    class Meta:
        """A step is noted once; those of some days are found by an index."""

        constraints = [
            models.UniqueConstraint(fields=["report", "version"], name="steptaken_once"),
            models.CheckConstraint(
                condition=Q(why__in=["", "review", "new_information", "officer", "force"]), name="steptaken_why_known"
            ),
        ]
        indexes = [models.Index(fields=["at"], name="steptaken_at")]

    def __str__(self) -> str:
        return f"{self.step} of {self.report_id}"
