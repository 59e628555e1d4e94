"""What of a report was shared with whom."""

from django.contrib.postgres.fields import ArrayField
from django.db import models


class Sharing(models.Model):
    """One disclosure, as the complainant is shown it: to which body, which parts, for what purpose.

    `recipient` names a body, never a person. `key` makes writing it twice harmless.
    """

    report = models.ForeignKey("reports.Report", on_delete=models.PROTECT, related_name="sharings")
    key = models.CharField(max_length=80)
    recipient = models.CharField(max_length=120)
    parts = ArrayField(models.CharField(max_length=30), help_text="Codes of what was shared")
    purpose = models.CharField(max_length=30, help_text="Code of why")
    shared_at = models.DateTimeField()

    class Meta:
        """A disclosure is written once."""

        constraints = [models.UniqueConstraint(fields=["report", "key"], name="sharing_once")]

    def __str__(self) -> str:
        return f"{self.recipient}: {self.report_id}"
