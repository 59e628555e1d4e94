"""What the officers' search looks in: for each report, the keyed hashes of its words."""

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models

from reports.models import Report


class SearchDocument(models.Model):
    """A report as the search knows it. Its number says when it came, among the others; the block is in every lexeme.

    `is_withheld` says that it was written without who it is about. Do not show or export the vector: it is personal
    data as long as the pepper is known. Written only by `triage.services.search_documents`.
    """

    id = models.BigAutoField(primary_key=True)
    report = models.OneToOneField(Report, on_delete=models.PROTECT, related_name="+")
    is_withheld = models.BooleanField(default=False)
    vector = SearchVectorField()

    class Meta:
        """Found by its lexemes. Inserts go straight into the index, so that no search reads a backlog."""

        indexes = [GinIndex(fields=["vector"], name="searchdocument_by_lexeme", fastupdate=False)]

    def __str__(self) -> str:
        return f"search document {self.pk} of {self.report_id}"
