"""The words in which complainants are told, where an administrator has changed them."""

from django.db import models
from django.db.models import Q


class MessageText(models.Model):
    """One version of one text in one language. Versions are added, never changed: what was sent can be shown again.

    Version 0 is the text that ships with the hub, in the catalogues of `locale/`; it has no row here.
    """

    kind = models.CharField(max_length=40)
    language = models.CharField(max_length=10)
    version = models.PositiveIntegerField()
    title = models.CharField(max_length=200)
    body = models.TextField()
    note = models.CharField(max_length=300, blank=True, help_text="Why it was changed")
    saved_at = models.DateTimeField()
    saved_by = models.CharField(max_length=120)

    class Meta:
        """Versions count from 1 within a text and a language."""

        constraints = [
            models.UniqueConstraint(fields=["kind", "language", "version"], name="messagetext_version_once"),
            models.CheckConstraint(condition=Q(version__gte=1), name="messagetext_version_from_one"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} ({self.language}) version {self.version}"
