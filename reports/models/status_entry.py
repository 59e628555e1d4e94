"""The complainant's story, line by line."""

from django.db import models


class StatusEntry(models.Model):
    """One line of a report's story: which text, when, by which role. The words are made in the reader's language.

    `key` makes writing it twice harmless.
    """

    report = models.ForeignKey("reports.Report", on_delete=models.PROTECT, related_name="story")
    key = models.CharField(max_length=80)
    kind = models.CharField(max_length=40)
    facts = models.JSONField(default=dict)
    text_version = models.PositiveIntegerField(default=0, db_default=0)
    sealed_note = models.BinaryField(null=True, help_text="Words of an officer to this person, under the person key")
    role = models.CharField(max_length=20)
    at = models.DateTimeField()

    class Meta:
        """A line is written once."""

        constraints = [models.UniqueConstraint(fields=["report", "key"], name="statusentry_once")]

    def __str__(self) -> str:
        return f"{self.kind} of {self.report_id}"
