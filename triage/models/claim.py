"""Who works on a case."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from reports.models import Case


class Claim(models.Model):
    """A case that one officer works on, from `claimed_at` until `ended_at`; nobody does while there is none.

    It is kept when it ends, with who ended it. The reason may not say anything of the case: it is not sealed. A case
    that is merged into another keeps its claim, which counts again when it is taken out.
    """

    class Ended(models.TextChoices):
        """How it ended."""

        RELEASED = "released"
        HANDED_ON = "handed_on"
        TAKEN_OVER = "taken_over"
        CLOSED = "closed"

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="claims")
    officer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    claimed_at = models.DateTimeField()
    claimed_by = models.CharField(max_length=120, help_text="Who gave the case to the officer: mostly the officer")
    ended_at = models.DateTimeField(null=True)
    ended_by = models.CharField(max_length=120, blank=True)
    ended_as = models.CharField(max_length=10, choices=Ended.choices, blank=True)
    reason = models.CharField(max_length=300, blank=True, help_text="Why it was handed on, taken over or released")

    class Meta:
        """A case has one owner; what an officer has is found by an index; what ended says how and by whom."""

        constraints = [
            models.UniqueConstraint(fields=["case"], condition=Q(ended_at__isnull=True), name="claim_one_a_case"),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, ended_as="", ended_by="")
                | Q(ended_at__isnull=False, ended_as__in=["released", "handed_on", "taken_over", "closed"])
                & ~Q(ended_by=""),
                name="claim_ended_or_not",
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(ended_at__gte=F("claimed_at")), name="claim_ends_after_it_begins"
            ),
        ]
        indexes = [
            models.Index(
                fields=["officer", "claimed_at", "id"], condition=Q(ended_at__isnull=True), name="claim_of_officer"
            )
        ]

    def __str__(self) -> str:
        return f"claim {self.pk} on {self.case_id}"
