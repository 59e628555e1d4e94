"""Symbols and phrases that somebody has explained, for officers."""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import Q

from referrals.models.advice_request import AdviceRequest
from reports.models import Case


class GlossaryEntry(models.Model):
    """One version of one entry. It holds general knowledge and nothing about a case, so nothing of it is sealed.

    `entry` is the same for all versions; the one that holds has no `replaced_at`. One that was taken out is replaced by
    nothing. `source` names a body or a publication; `case` says out of which case an answer came.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    entry = models.UUIDField(default=uuid.uuid4)
    version = models.PositiveIntegerField(default=1)
    term = models.CharField(max_length=200)
    meaning = models.TextField()
    context = models.TextField(blank=True)
    strands = ArrayField(models.CharField(max_length=40), default=list)
    source = models.CharField(max_length=300)
    source_date = models.DateField()
    case = models.ForeignKey(Case, null=True, on_delete=models.PROTECT, related_name="+")
    advice = models.ForeignKey(AdviceRequest, null=True, on_delete=models.PROTECT, related_name="+")
    written_by = models.CharField(max_length=120)
    written_at = models.DateTimeField()
    replaced_by = models.CharField(max_length=120, blank=True)
    replaced_at = models.DateTimeField(null=True)
    taken_out_why = models.CharField(max_length=300, blank=True)
    searched = models.TextField(help_text="The term as it is searched for")
    search = SearchVectorField(null=True)

    class Meta:
        """One version of an entry holds; those that hold are searched through an index."""

        constraints = [
            models.UniqueConstraint(fields=["entry", "version"], name="glossary_one_per_version"),
            models.UniqueConstraint(
                fields=["entry"], condition=Q(replaced_at__isnull=True), name="glossary_one_version_holds"
            ),
            models.CheckConstraint(
                condition=Q(replaced_by="", replaced_at__isnull=True)
                | (~Q(replaced_by="") & Q(replaced_at__isnull=False)),
                name="glossary_replaced_by_somebody",
            ),
        ]
        indexes = [
            GinIndex(fields=["search"], name="glossary_search"),
            models.Index(fields=["searched", "id"], condition=Q(replaced_at__isnull=True), name="glossary_by_term"),
        ]

    def __str__(self) -> str:
        return f"{self.term}, version {self.version}"
