"""The offences that a case engages, with the evidence for each point that is to be proved."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from hatehub.reference.models import Offence
from reports.models import Case, Report
from triage.models.assessment import Assessment


class EngagedOffence(models.Model):
    """One offence of a case as an officer last recorded it, until it is replaced or removed. Replaced rows stay.

    `points` are those of the catalogue on that day, and `sealed_evidence` holds as many texts, in their order. Texts
    may quote the report, so they are sealed under the material key of `report`, the one that led the case. `assessment`
    is the decision it was recorded under.
    """

    class Hostility(models.TextChoices):
        """What shows hostility: nothing, what was done, or why it was done."""

        NONE = "none"
        DEMONSTRATED = "demonstrated"
        MOTIVATED = "motivated"

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="engaged_offences")
    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="+")
    assessment = models.ForeignKey(Assessment, null=True, on_delete=models.PROTECT, related_name="engaged_offences")
    offence = models.ForeignKey(Offence, on_delete=models.PROTECT, related_name="+")
    points = ArrayField(models.CharField(max_length=300), default=list)
    sealed_evidence = models.BinaryField()
    hostility = models.CharField(max_length=12, choices=Hostility.choices, default=Hostility.NONE)
    sealed_hostility = models.BinaryField(null=True)
    is_aggravated = models.BooleanField(default=False)
    sealed_aggravation = models.BinaryField(null=True)
    first_act_on = models.DateField(null=True)
    last_act_on = models.DateField(null=True)
    evidence_on = models.DateField(null=True, help_text="When the prosecutor had evidence held to be sufficient")
    decided_by = models.CharField(max_length=120)
    decided_at = models.DateTimeField()
    replaced_at = models.DateTimeField(null=True)

    class Meta:
        """An offence is recorded once at a time; hostility and aggravation say what they rest on."""

        constraints = [
            models.UniqueConstraint(
                fields=["case", "offence"], condition=Q(replaced_at__isnull=True), name="engagedoffence_once_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(hostility__in=["none", "demonstrated", "motivated"]), name="engagedoffence_hostility_known"
            ),
            models.CheckConstraint(
                condition=Q(hostility="none") | Q(sealed_hostility__isnull=False),
                name="engagedoffence_hostility_has_evidence",
            ),
            models.CheckConstraint(
                condition=Q(is_aggravated=False) | Q(sealed_aggravation__isnull=False),
                name="engagedoffence_flag_has_reason",
            ),
            models.CheckConstraint(
                condition=Q(first_act_on__isnull=True)
                | Q(last_act_on__isnull=True)
                | Q(first_act_on__lte=F("last_act_on")),
                name="engagedoffence_acts_in_order",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.offence_id} in {self.case_id}"
