"""The gates of closing: what must have been done for the person before a report is closed."""

from django.db import models
from django.db.models import Q


class Gate(models.Model):
    """One gate of one report: open, met, or waived with a reason. The app that owns the gate marks it."""

    class State(models.TextChoices):
        """Where a gate stands."""

        OPEN = "open"
        MET = "met"
        WAIVED = "waived"

    report = models.ForeignKey("reports.Report", on_delete=models.PROTECT, related_name="gates")
    name = models.CharField(max_length=40)
    state = models.CharField(max_length=8, choices=State.choices, default=State.OPEN)
    reason = models.TextField(blank=True)
    marked_at = models.DateTimeField(null=True)

    class Meta:
        """A waived gate says why."""

        constraints = [
            models.UniqueConstraint(fields=["report", "name"], name="gate_once_per_report"),
            models.CheckConstraint(condition=Q(state__in=["open", "met", "waived"]), name="gate_state_known"),
            models.CheckConstraint(condition=~Q(state="waived", reason=""), name="gate_waived_with_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.name} of {self.report_id}: {self.state}"
