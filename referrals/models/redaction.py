"""What is blacked out, or left out, of what a force gets of a report."""

from django.db import models
from django.db.models import Q

from reports.models import Evidence, Report


class Redaction(models.Model):
    """One decision about one part of a report: it holds until another replaces it. Replaced rows stay.

    `part` says of what: `exhibit:12`, `narrative`, `suspect`, `answer:why`, `post:7`, `post:7:posted`. The original is
    never touched: of an exhibit a copy goes out, of a text what is left. `sealed` holds the places, the hash of the
    text they were chosen on, and the officer's words; it lies under the key that the part itself lies under.
    """

    class Act(models.TextChoices):
        """What was decided."""

        BLACKED_OUT = "blacked_out"
        LEFT_OUT = "left_out"
        TAKEN_BACK = "taken_back"

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="redactions")
    part = models.CharField(max_length=80)
    evidence = models.ForeignKey(Evidence, null=True, on_delete=models.PROTECT, related_name="redactions")
    copy = models.ForeignKey(Evidence, null=True, on_delete=models.PROTECT, related_name="+")
    act = models.CharField(max_length=12, choices=Act.choices)
    reasons = models.JSONField(default=list, help_text="Codes of the reasons, each once")
    marks = models.PositiveSmallIntegerField(default=0, help_text="How many passages or boxes")
    sealed = models.BinaryField()
    decided_by = models.CharField(max_length=120)
    decided_at = models.DateTimeField()
    replaced_at = models.DateTimeField(null=True)

    class Meta:
        """One decision holds for each part; only of an exhibit there is a copy, and of one blacked out there is."""

        constraints = [
            models.UniqueConstraint(
                fields=["report", "part"], condition=Q(replaced_at__isnull=True), name="redaction_one_for_part"
            ),
            models.CheckConstraint(
                condition=Q(act__in=["blacked_out", "left_out", "taken_back"]), name="redaction_act_known"
            ),
            models.CheckConstraint(
                condition=Q(copy__isnull=False, act="blacked_out", evidence__isnull=False)
                | (Q(copy__isnull=True) & (~Q(act="blacked_out") | Q(evidence__isnull=True))),
                name="redaction_copy_of_exhibit",
            ),
            models.CheckConstraint(
                condition=~Q(act="left_out") | Q(evidence__isnull=False), name="redaction_leaves_out_exhibits"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.part} of {self.report_id}: {self.act}"
