"""An officer's decision on what a report is."""

from django.db import models
from django.db.models import Q

from hatehub.reference.models import Offence
from reports.models import Case, Report


class Assessment(models.Model):
    """One decision, bound to the version of the policy it was made under. A later one does not rewrite it.

    It holds for the case, whichever report leads it; `report` is the one that was read for it, and seals the reasons.
    `answers` hold the path through the policy's questions: id, answer and reason of each. Reasons may quote the
    report, so they are sealed under the material key.
    """

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="assessments")
    case = models.ForeignKey(Case, null=True, on_delete=models.PROTECT, related_name="assessments")
    policy_version = models.CharField(max_length=40)
    outcome = models.CharField(max_length=20)
    path = models.JSONField()
    sealed_reasons = models.BinaryField()
    offence = models.ForeignKey(Offence, null=True, on_delete=models.PROTECT, related_name="+")
    decided_by = models.CharField(max_length=120)
    decided_at = models.DateTimeField()

    class Meta:
        """Exits are closed; only a crime names an offence."""

        constraints = [
            models.CheckConstraint(
                condition=Q(outcome__in=["crime", "non_crime", "out_of_scope"]), name="assessment_outcome_known"
            ),
            models.CheckConstraint(
                condition=Q(outcome="crime") | Q(offence__isnull=True), name="assessment_offence_only_for_crime"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.outcome} for {self.report_id}"
