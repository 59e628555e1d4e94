"""Texts that officers may begin a message to a complainant with."""

from django.db import models
from django.db.models import Q


class ReplyTemplate(models.Model):
    """One version of one reply in one language. Versions are added, never changed; the newest holds.

    Version 0 is what ships with the hub, in `triage/data/replies.json`; it has no row here. A reply is retired by a
    version that says so, and comes back by another. It names nobody, and holds nothing of any report.
    """

    code = models.SlugField(max_length=40, db_index=False)
    language = models.CharField(max_length=10)
    version = models.PositiveIntegerField()
    name = models.CharField(max_length=100)
    text = models.TextField()
    is_retired = models.BooleanField(default=False)
    saved_by = models.CharField(max_length=120)
    saved_at = models.DateTimeField()

    class Meta:
        """Versions count from 1 within a reply and a language."""

        constraints = [
            models.UniqueConstraint(fields=["code", "language", "version"], name="reply_version_once"),
            models.CheckConstraint(condition=Q(version__gte=1), name="reply_version_from_one"),
        ]

    def __str__(self) -> str:
        return f"{self.code} ({self.language}) version {self.version}"
