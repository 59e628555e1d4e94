"""A later report of what a platform had removed: the same post, or the same picture somewhere else."""

from django.db import models
from django.db.models import Q

from referrals.models.takedown import Takedown
from reports.models import Report


class Reappearance(models.Model):
    """A report that shows again what was seen gone. It links two cases, and merges nothing.

    `settled_at` is when an officer noted it; until then the request stands in the worklist. The report stays the same
    whatever it is merged into: which case it is shown on follows from the report.
    """

    class By(models.TextChoices):
        """What is the same."""

        POST = "post", "the same post"
        PICTURE = "picture", "the same picture"

    takedown = models.ForeignKey(Takedown, on_delete=models.PROTECT, related_name="reappearances")
    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="+")
    by = models.CharField(max_length=10, choices=By.choices)
    at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)
    settled_by = models.CharField(max_length=120, blank=True)

    class Meta:
        """A report shows a request's post again once for each way; what nobody has noted is found by request."""

        constraints = [
            models.UniqueConstraint(fields=["takedown", "report", "by"], name="reappearance_once"),
            models.CheckConstraint(condition=Q(by__in=["post", "picture"]), name="reappearance_by_known"),
        ]
        indexes = [
            models.Index(fields=["takedown"], condition=Q(settled_at__isnull=True), name="reappearance_open"),
        ]

    def __str__(self) -> str:
        return f"{self.by} of {self.takedown_id} again in {self.report_id}"
