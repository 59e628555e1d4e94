"""Evidence sealed without a package: of a case that no force gets, before a platform is asked to remove it."""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from reports.models import Case, Report


class EvidenceSealing(models.Model):
    """One moment at which exhibits of a case were read, found to be what was received, and listed with their proofs.

    `digest` is the SHA-256 of the list as it stands in `manifest`, which a time-stamp authority stamps where one is
    configured, under `sealing:ID`. It is never changed; ADR 0030 says why it is enough.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="sealings")
    exhibits = ArrayField(models.BigIntegerField(), help_text="Ids of what was sealed")
    manifest = models.TextField(
        help_text="Each exhibit with the proof of its hash, as JSON: the bytes that are digested"
    )
    digest = models.CharField(max_length=64)
    sealed_by = models.CharField(max_length=120)
    sealed_at = models.DateTimeField()

    class Meta:
        """Found by the report whose case it is of."""

        constraints = [
            models.CheckConstraint(condition=Q(digest__regex=r"^[0-9a-f]{64}$"), name="evidence_sealing_digest"),
        ]
        indexes = [models.Index(fields=["report", "sealed_at"], name="evidence_sealing_of_report")]

    def __str__(self) -> str:
        return f"sealing {self.id}"
