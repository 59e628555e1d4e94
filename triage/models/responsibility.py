"""Who is responsible: for a case two responsibilities, for each of its reports a third, each with its rule."""

from django.db import models
from django.db.models import Q

from hatehub.reference.models import Force, ForceUnit
from reports.models import Case, Report


class Responsibility(models.Model):
    """One responsibility, until another decision replaces it or the report leaves the case. Replaced rows stay.

    Recording and investigating belong to the case, victim contact to each of its reports, which `report` names.
    `force` is null where the rule gives it to the hub, or to nobody: then the hub keeps the case. A `unit` is one of
    that force. `inputs` name forces and facts, no address.
    """

    class Role(models.TextChoices):
        """The three that are stored apart."""

        RECORDING = "recording"
        INVESTIGATING = "investigating"
        VICTIM_CONTACT = "victim_contact"

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="responsibilities")
    report = models.ForeignKey(Report, null=True, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=20, choices=Role.choices)
    force = models.ForeignKey(Force, null=True, on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey(ForceUnit, null=True, on_delete=models.PROTECT, related_name="+")
    rule = models.CharField(max_length=10)
    rule_version = models.CharField(max_length=20)
    sentence = models.TextField()
    inputs = models.JSONField(default=dict)
    override_reason = models.TextField(blank=True)
    decided_by = models.CharField(max_length=120)
    decided_at = models.DateTimeField()
    replaced_at = models.DateTimeField(null=True)

    class Meta:
        """One current row for each role of a case, and one for contact with the person of each report."""

        constraints = [
            models.UniqueConstraint(
                fields=["case", "role"],
                condition=Q(replaced_at__isnull=True, report__isnull=True),
                name="responsibility_one_for_case",
            ),
            models.UniqueConstraint(
                fields=["case", "report"],
                condition=Q(replaced_at__isnull=True, report__isnull=False),
                name="responsibility_one_contact",
            ),
            models.CheckConstraint(
                condition=Q(role="victim_contact", report__isnull=False)
                | (~Q(role="victim_contact") & Q(report__isnull=True)),
                name="responsibility_contact_has_report",
            ),
            models.CheckConstraint(
                condition=Q(role__in=["recording", "investigating", "victim_contact"]),
                name="responsibility_role_known",
            ),
            models.CheckConstraint(
                condition=Q(unit__isnull=True) | Q(force__isnull=False), name="responsibility_unit_of_force"
            ),
        ]
        indexes = [
            models.Index(
                fields=["force", "case"], condition=Q(replaced_at__isnull=True), name="responsibility_of_force"
            )
        ]

    def __str__(self) -> str:
        return f"{self.role} of {self.case_id}: {self.force_id}"
