"""How a force has dealt with a case, and what was charged."""

import uuid

from django.db import models
from django.db.models import Q

from hatehub.reference.models import Force, Offence, Outcome
from reports.models import Case, Report


class ForceOutcome(models.Model):
    """One outcome that a force has recorded, by its Home Office number; of several the newest counts.

    `sealed_reason` is in the force's words, under the material key of `sealed_for`, the lead at that time. It waits
    until an officer has read it: the hub closes the case, and tells people.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="force_outcomes")
    force = models.ForeignKey(Force, on_delete=models.PROTECT, related_name="+")
    outcome = models.ForeignKey(Outcome, on_delete=models.PROTECT, related_name="+")
    outcome_date = models.DateField()
    sealed_for = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="+")
    sealed_reason = models.BinaryField(null=True)
    by = models.CharField(max_length=120)
    at = models.DateTimeField()
    waits = models.BooleanField(default=True)
    read_by = models.CharField(max_length=120, blank=True)
    read_at = models.DateTimeField(null=True)

    class Meta:
        """What waits for an officer is found by an index of its own."""

        indexes = [
            models.Index(fields=["at", "id"], condition=Q(waits=True), name="forceoutcome_waiting"),
            models.Index(fields=["case", "at"], name="forceoutcome_of_case"),
        ]

    def __str__(self) -> str:
        return f"{self.outcome_id} by {self.force_id}"

    @property
    def field(self) -> str:
        """Return the field under which the words are sealed."""
        return f"force-outcome:{self.id}"


class Charge(models.Model):
    """One charge of an outcome: an offence that the hub knows, or the force's own name for it; never who is charged."""

    outcome = models.ForeignKey(ForceOutcome, on_delete=models.PROTECT, related_name="charges")
    offence = models.ForeignKey(Offence, null=True, on_delete=models.PROTECT, related_name="+")
    wording = models.CharField(max_length=200, blank=True)
    counts = models.PositiveSmallIntegerField(default=1)
    charge_date = models.DateField(null=True)
    is_aggravated = models.BooleanField(default=False)

    class Meta:
        """Each charge says what of."""

        constraints = [
            models.CheckConstraint(condition=Q(offence__isnull=False) | ~Q(wording=""), name="charge_says_what_of"),
            models.CheckConstraint(condition=Q(counts__gte=1), name="charge_counts"),
        ]

    def __str__(self) -> str:
        return self.wording or str(self.offence_id)
