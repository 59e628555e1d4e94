"""The statutory clock: by when a complainant must have been told of a decision."""

from django.db import models
from django.db.models import Q


class DecisionNotice(models.Model):
    """One decision that a complainant must be told of, and when that was done.

    `tell_by` is the end of the last working day allowed: one for enhanced rights, five otherwise (Code of
    Practice for Victims of Crime in England and Wales).
    """

    class Entitlement(models.TextChoices):
        """Which of the two time limits holds."""

        ENHANCED = "enhanced"
        STANDARD = "standard"

    class Route(models.TextChoices):
        """How the person was told."""

        MESSAGE = "message"
        STATUS_PAGE = "status_page"
        IN_PERSON = "in_person"

    report = models.ForeignKey("reports.Report", on_delete=models.PROTECT, related_name="decision_notices")
    step = models.CharField(max_length=40)
    report_version = models.PositiveIntegerField()
    entitlement = models.CharField(max_length=8, choices=Entitlement.choices)
    decided_at = models.DateTimeField()
    tell_by = models.DateTimeField()
    told_at = models.DateTimeField(null=True)
    route = models.CharField(max_length=11, choices=Route.choices, blank=True)
    entry = models.OneToOneField("reports.StatusEntry", on_delete=models.PROTECT, related_name="decision_notice")

    class Meta:
        """Told has a route; the late are found through a partial index."""

        constraints = [
            models.CheckConstraint(
                condition=Q(told_at__isnull=True, route="") | (Q(told_at__isnull=False) & ~Q(route="")),
                name="decisionnotice_told_has_route",
            ),
            models.CheckConstraint(
                condition=Q(entitlement__in=["enhanced", "standard"]), name="decisionnotice_entitlement_known"
            ),
        ]
        indexes = [
            models.Index(fields=["tell_by"], condition=Q(told_at__isnull=True), name="decisionnotice_untold"),
        ]

    def __str__(self) -> str:
        return f"{self.step} of {self.report_id}"
