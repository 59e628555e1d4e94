"""An officer's decision on what a report is."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from hatehub.reference.models import Offence
from reports.models import Case, Report
from triage.rules.policy import Disposal


class Assessment(models.Model):
    """One decision, bound to the version of the policy it was made under. A later one does not rewrite it.

    It holds for the case, whichever report leads it; `report` is the one that was read for it, and seals the reasons.
    `path` holds the questions that were asked, each with its answer. Reasons, also those of the flags, may quote the
    report, so they are sealed under the material key. `exit` is the policy's own code; `disposal` says as what the
    report is kept. Both are empty, and what became of the subject's data is null, where an early version of the
    policy did not say.
    """

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="assessments")
    case = models.ForeignKey(Case, null=True, on_delete=models.PROTECT, related_name="assessments")
    policy_version = models.CharField(max_length=40)
    outcome = models.CharField(max_length=20)
    exit = models.CharField(max_length=40, blank=True, db_default="")
    disposal = models.CharField(max_length=30, blank=True, db_default="")
    may_be_assigned = models.BooleanField(default=True, db_default=True, help_text="Whether a force records it")
    keeps_subject_data = models.BooleanField(null=True, help_text="Whether the data of whom it is about is kept")
    tells_subject = models.BooleanField(null=True, help_text="Whether the subject is told that it is kept")
    flags = ArrayField(models.CharField(max_length=40), default=list, db_default=[])
    path = models.JSONField()
    sealed_reasons = models.BinaryField()
    offence = models.ForeignKey(Offence, null=True, on_delete=models.PROTECT, related_name="+")
    decided_by = models.CharField(max_length=120)
    decided_at = models.DateTimeField()

    class Meta:
        """Outcomes and disposals are closed; only a crime names an offence; nobody is told of what is not kept."""

        constraints = [
            models.CheckConstraint(
                condition=Q(outcome__in=["crime", "non_crime", "out_of_scope"]), name="assessment_outcome_known"
            ),
            models.CheckConstraint(
                condition=Q(outcome="crime") | Q(offence__isnull=True), name="assessment_offence_only_for_crime"
            ),
            models.CheckConstraint(
                condition=Q(disposal__in=["", *(each.value for each in Disposal)]), name="assessment_disposal_known"
            ),
            models.CheckConstraint(
                condition=~Q(outcome="out_of_scope") | Q(keeps_subject_data__isnull=True) | Q(keeps_subject_data=False),
                name="assessment_out_of_scope_keeps_nothing",
            ),
            models.CheckConstraint(
                condition=Q(tells_subject__isnull=True) | Q(tells_subject=False) | Q(keeps_subject_data=True),
                name="assessment_tells_only_of_what_is_kept",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.outcome} for {self.report_id}"
