"""Waves: what many reports have in common, and how many there are."""

from django.db import models
from django.db.models import Q

from reports.models import Report


class Trait(models.Model):
    """One thing that a report shares with others, as a keyed hash: nothing can be read out of it.

    Reports with an equal trait are related. Those of the same post, words or picture may be duplicates as well;
    that is for `DuplicateMatch` to say. `at` is when the report was sent.
    """

    class Kind(models.TextChoices):
        """What is shared, the most telling first."""

        POST = "post"
        WORDS = "words"
        PICTURE = "picture"
        ACCOUNT = "account"
        TARGET = "target"

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="traits")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    key = models.CharField(max_length=32)
    at = models.DateTimeField()

    class Meta:
        """A report has each trait once; those that share one are found in the order in which they came."""

        constraints = [
            models.UniqueConstraint(fields=["report", "kind", "key"], name="trait_once_a_report"),
            models.CheckConstraint(
                condition=Q(kind__in=["post", "words", "picture", "account", "target"]), name="trait_kind_known"
            ),
        ]
        indexes = [models.Index(fields=["kind", "key", "at"], name="trait_shared")]

    def __str__(self) -> str:
        return f"{self.kind} of {self.report_id}"


class Wave(models.Model):
    """Many reports with one trait, counted as they arrive. It only counts: what is decided stands on the cases.

    `settled_at` is when an officer said that nothing more is to be done about it as a wave; reports that come in
    afterwards bring it back.
    """

    kind = models.CharField(max_length=10, choices=Trait.Kind.choices)
    key = models.CharField(max_length=32)
    sample = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="+")
    reports = models.PositiveIntegerField()
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)
    settled_by = models.CharField(max_length=120, blank=True)

    class Meta:
        """One wave a trait; listed by their last report."""

        constraints = [
            models.UniqueConstraint(fields=["kind", "key"], name="wave_once_a_trait"),
            models.CheckConstraint(condition=Q(first_at__lte=models.F("last_at")), name="wave_begins_before_it_ends"),
        ]
        indexes = [models.Index(fields=["last_at", "id"], condition=Q(settled_at__isnull=True), name="wave_unsettled")]

    def __str__(self) -> str:
        return f"wave {self.pk}: {self.kind}"
