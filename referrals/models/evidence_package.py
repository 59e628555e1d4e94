"""The evidence package of a case, in versions."""

import uuid

from django.db import models
from django.db.models import Q

from reports.models import Case


class EvidencePackage(models.Model):
    """One sealed bag of evidence. A case that changes gets another version; the older ones stay.

    The ZIP lies in storage, sealed under the lead report's material key; `sha256` is of the ZIP itself.
    """

    class State(models.TextChoices):
        """Where a package stands."""

        REQUESTED = "requested"
        SEALED = "sealed"
        FAILED = "failed"

    class Step(models.TextChoices):
        """What a worker is at while a package is built."""

        WAITING = "waiting"
        READING = "reading"
        COPYING = "copying"
        WRITING = "writing"
        SEALING = "sealing"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="packages")
    version = models.PositiveIntegerField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.REQUESTED)
    requested_at = models.DateTimeField()
    not_before = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    last_error = models.CharField(max_length=120, blank=True)
    step = models.CharField(max_length=10, choices=Step.choices, default=Step.WAITING, db_default="waiting")
    step_done = models.PositiveIntegerField(default=0, db_default=0, help_text="How many of what the step counts")
    step_total = models.PositiveIntegerField(
        default=0, db_default=0, help_text="Of how many; 0 where nothing is counted"
    )
    sealed_at = models.DateTimeField(null=True)
    sealed_for = models.UUIDField(null=True)
    storage_name = models.CharField(max_length=200, blank=True)
    size = models.PositiveBigIntegerField(null=True)
    sha256 = models.CharField(max_length=64, blank=True)
    left_out = models.JSONField(
        default=list,
        db_default=[],
        help_text="What was diverted or in quarantine when it was built, as `exhibit:12` or `post:7`",
    )

    withholds_subject = models.BooleanField(
        default=False, db_default=False, help_text="Whether it was built without whom the case is about"
    )

    class Meta:
        """A sealed package knows its bytes."""

        constraints = [
            models.UniqueConstraint(fields=["case", "version"], name="package_one_per_version"),
            models.CheckConstraint(
                condition=Q(state__in=["requested", "sealed", "failed"]), name="package_state_known"
            ),
            models.CheckConstraint(
                condition=Q(step__in=["waiting", "reading", "copying", "writing", "sealing"]), name="package_step_known"
            ),
            models.CheckConstraint(
                condition=~Q(state="sealed")
                | (Q(sealed_at__isnull=False, sealed_for__isnull=False, size__isnull=False) & ~Q(sha256="")),
                name="package_sealed_is_whole",
            ),
        ]
        indexes = [models.Index(fields=["not_before"], condition=Q(state="requested"), name="package_due")]

    def __str__(self) -> str:
        return f"package {self.version} of {self.case_id}: {self.state}"
