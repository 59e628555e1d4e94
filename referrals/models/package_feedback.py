"""What a force thinks of an evidence package: did it do, and what was missing."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from hatehub.reference.models import Force
from referrals.models.evidence_package import EvidencePackage
from reports.models import Report


class PackageFeedback(models.Model):
    """One force's opinion of one package; given again, it replaces the one before.

    `sealed_text` is in the force's words, under the material key of `sealed_for`.
    """

    class Verdict(models.TextChoices):
        """How far the package went."""

        ENOUGH = "enough", "It was enough to act on"
        PARTLY = "partly", "Something had to be found elsewhere"
        NOT_USABLE = "not_usable", "It could not be used"

    class Missing(models.TextChoices):
        """What was missing."""

        IDENTITY = "identity", "Who is behind the account"
        CAPTURE = "capture", "A capture of the post"
        CONTEXT = "context", "What stood around the post"
        STATEMENT = "statement", "A statement of the victim"
        CONTACT = "contact", "A way to reach the victim"
        POINTS = "points", "Points to prove"
        TRANSLATION = "translation", "A translation"
        FORMAT = "format", "A form that our systems take"
        OTHER = "other", "Something else"

    package = models.ForeignKey(EvidencePackage, on_delete=models.PROTECT, related_name="feedback")
    force = models.ForeignKey(Force, on_delete=models.PROTECT, related_name="+")
    verdict = models.CharField(max_length=10, choices=Verdict.choices)
    missing = ArrayField(models.CharField(max_length=12), default=list)
    sealed_for = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="+")
    sealed_text = models.BinaryField(null=True)
    by = models.CharField(max_length=120)
    at = models.DateTimeField()

    class Meta:
        """One for each package and force."""

        constraints = [
            models.UniqueConstraint(fields=["package", "force"], name="feedback_once"),
            models.CheckConstraint(
                condition=Q(verdict__in=["enough", "partly", "not_usable"]), name="feedback_verdict_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.verdict} of {self.package_id}"

    @property
    def field(self) -> str:
        """Return the field under which the words are sealed."""
        return f"package-feedback:{self.package_id}:{self.force_id}"
