"""Who is responsible for a case: three responsibilities, each with the rule that decided it."""

from django.db import models
from django.db.models import Q

from hatehub.reference.models import Force
from reports.models import Case


class Responsibility(models.Model):
    """One responsibility of one case, until another decision replaces it. Replaced rows stay.

    `force` is null where the rule gives it to nobody, or to the hub. `inputs` name forces and facts, no address.
    """

    class Role(models.TextChoices):
        """The three that are stored apart."""

        RECORDING = "recording"
        INVESTIGATING = "investigating"
        VICTIM_CONTACT = "victim_contact"

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="responsibilities")
    role = models.CharField(max_length=20, choices=Role.choices)
    force = models.ForeignKey(Force, null=True, on_delete=models.PROTECT, related_name="+")
    rule = models.CharField(max_length=10)
    rule_version = models.CharField(max_length=20)
    sentence = models.TextField()
    inputs = models.JSONField(default=dict)
    override_reason = models.TextField(blank=True)
    decided_by = models.CharField(max_length=120)
    decided_at = models.DateTimeField()
    replaced_at = models.DateTimeField(null=True)

    class Meta:
        """One current row for each role."""

        constraints = [
            models.UniqueConstraint(
                fields=["case", "role"], condition=Q(replaced_at__isnull=True), name="responsibility_one_current"
            ),
            models.CheckConstraint(
                condition=Q(role__in=["recording", "investigating", "victim_contact"]),
                name="responsibility_role_known",
            ),
        ]
        indexes = [
            models.Index(
                fields=["force", "case"], condition=Q(replaced_at__isnull=True), name="responsibility_of_force"
            )
        ]

    def __str__(self) -> str:
        return f"{self.role} of {self.case_id}: {self.force_id}"
