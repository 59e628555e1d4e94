"""Who reported, and how they may safely be reached: sealed under the report's person key."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Complainant(models.Model):
    """The person behind one report. Every report has its own row, even when one person sends several.

    `sealed` holds name, e-mail, telephone and postcode; read it only through `reports.services.personal`.
    """

    class Identity(models.TextChoices):
        """How far the person wants to be known."""

        ANONYMOUS = "anonymous", _("anonymous")
        CONFIDENTIAL = "confidential", _("confidential")
        NAMED = "named", _("named")

    class Kind(models.TextChoices):
        """What the person is to what happened."""

        VICTIM = "victim", _("Victim")
        WITNESS = "witness", _("Witness")
        THIRD_PARTY = "third_party", _("On behalf of somebody else")
        PROFESSIONAL = "professional", _("In the course of work")
        UNSTATED = "unstated", _("Not said")

    report = models.OneToOneField("reports.Report", on_delete=models.PROTECT, related_name="complainant")
    identity = models.CharField(max_length=12, choices=Identity.choices)
    kind = models.CharField(max_length=12, choices=Kind.choices)
    sealed = models.BinaryField(null=True)
    has_email = models.BooleanField(default=False)
    details_in_mail = models.BooleanField(default=False)
    wants_updates = models.BooleanField(default=False)
    shares_with_force = models.BooleanField(default=False)
    shares_with_support = models.BooleanField(default=False)
    shares_with_experts = models.BooleanField(default=False)

    class Meta:
        """Closed sets, held by the database."""

        constraints = [
            models.CheckConstraint(
                condition=Q(identity__in=["anonymous", "confidential", "named"]), name="complainant_identity_known"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["victim", "witness", "third_party", "professional", "unstated"]),
                name="complainant_kind_known",
            ),
        ]

    def __str__(self) -> str:
        return f"complainant of {self.report_id}"
