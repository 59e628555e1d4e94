"""What near-identical words are found by: prints of texts, and how often their pieces are met."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q

from reports.models import Report


class TextFingerprint(models.Model):
    """The pieces of one text as keyed numbers. The number's key holds source and version, so these never mix.

    `sealed_words` is set only for words that stand nowhere else, those read in a picture; under the material key.
    Do not show or export the numbers: they are personal data as long as the pepper is known.
    """

    class Source(models.IntegerChoices):
        """Whose words they are; kept small, a row for each text counts."""

        POST = 1
        TOLD = 2
        PICTURE = 3

    pk = models.CompositePrimaryKey("report_id", "source", "position", "version")
    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="+", db_index=False)
    source = models.PositiveSmallIntegerField(choices=Source.choices)
    position = models.PositiveSmallIntegerField()
    version = models.PositiveSmallIntegerField()
    sealed_words = models.BinaryField(null=True)
    grams = ArrayField(models.IntegerField())

    class Meta:
        """One print of each text and version. Inserts go straight into the index, so that no lookup reads a backlog."""

        constraints = [
            models.CheckConstraint(condition=Q(source__in=[1, 2, 3]), name="fingerprint_source_known"),
        ]
        indexes = [GinIndex(fields=["grams"], name="fingerprint_by_gram", fastupdate=False)]

    def __str__(self) -> str:
        return f"words {self.source}/{self.position} of {self.report_id}, version {self.version}"


class NumberCount(models.Model):
    """In about how many texts a common piece or word is met; one that is not here is rare. Kept by a task alone."""

    pk = models.CompositePrimaryKey("version", "number")
    version = models.PositiveSmallIntegerField()
    number = models.IntegerField()
    count = models.IntegerField()

    def __str__(self) -> str:
        return f"{self.number}: {self.count}"


class UncountedText(models.Model):
    """The numbers of a text that the counts do not hold yet. Written with the print, gone when it is counted."""

    version = models.PositiveSmallIntegerField()
    source = models.PositiveSmallIntegerField()
    grams = ArrayField(models.IntegerField())
    words = ArrayField(models.IntegerField())

    def __str__(self) -> str:
        return f"uncounted text {self.pk}"
