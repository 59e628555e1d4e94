"""How urgent a case is, and why."""

from django.db import models
from django.db.models import Q

from reports.models import Case, Report
from triage.rules.priority import band_in_force
from triage.rules.priority_table import BANDS, Band

NAMES = [band.value for band in BANDS]


class Priority(models.Model):
    """The points of a case with their parts, under a version of the table; weighed again whenever a fact changes.

    `parts` are a fact's code, its amount and its points; their sum is `score`. An officer's band stands until it is
    taken back, and what is weighed goes on beside it. The reason may quote the report, so it is sealed under the
    material key of `overridden_report`. `changes_at` is when it is to be weighed next; nothing while nobody acts on
    the case. For the order of a queue read `Report.queue_place`, never this table.
    """

    case = models.OneToOneField(Case, on_delete=models.PROTECT, related_name="priority")
    score = models.PositiveSmallIntegerField(default=0)
    band = models.CharField(max_length=10, default=Band.LOW.value)
    carried_band = models.CharField(max_length=10, blank=True, help_text="Highest given by hand to a case merged in")
    parts = models.JSONField(default=list)
    version = models.CharField(max_length=40, blank=True)
    computed_at = models.DateTimeField(null=True)
    changes_at = models.DateTimeField(null=True)
    next_wave_size = models.PositiveIntegerField(null=True)
    overridden_band = models.CharField(max_length=10, blank=True)
    overridden_report = models.ForeignKey(Report, null=True, on_delete=models.PROTECT, related_name="+")
    sealed_override_reason = models.BinaryField(null=True)
    overridden_by = models.CharField(max_length=120, blank=True)
    overridden_at = models.DateTimeField(null=True)

    class Meta:
        """Bands are closed; an override has somebody, a moment and a reason; what is due is found by an index."""

        constraints = [
            models.CheckConstraint(condition=Q(band__in=NAMES), name="priority_band_known"),
            models.CheckConstraint(condition=Q(carried_band__in=["", *NAMES]), name="priority_carried_known"),
            models.CheckConstraint(
                condition=Q(
                    overridden_band="",
                    overridden_by="",
                    overridden_at__isnull=True,
                    overridden_report__isnull=True,
                    sealed_override_reason__isnull=True,
                )
                | Q(
                    ~Q(overridden_by=""),
                    overridden_band__in=NAMES,
                    overridden_at__isnull=False,
                    overridden_report__isnull=False,
                    sealed_override_reason__isnull=False,
                ),
                name="priority_override_whole",
            ),
        ]
        indexes = [
            models.Index(fields=["changes_at"], condition=Q(changes_at__isnull=False), name="priority_due"),
            models.Index(fields=["version"], condition=Q(changes_at__isnull=False), name="priority_by_version"),
        ]

    def __str__(self) -> str:
        return f"{self.band_in_force} ({self.score}) for {self.case_id}"

    @property
    def band_in_force(self) -> Band:
        """The band that holds for the case now."""
        return band_in_force(weighed=self.band, carried=self.carried_band, overridden=self.overridden_band)
