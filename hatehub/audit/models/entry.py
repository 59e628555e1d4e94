"""The audit entry and the head of each subject's chain."""

import pgtrigger
from django.db import models


class Entry(models.Model):
    """One thing done. It has no foreign keys, so that it outlives what it speaks of; it names no complainant."""

    subject = models.CharField(max_length=80)
    sequence = models.PositiveIntegerField()
    at = models.DateTimeField()
    actor = models.CharField(max_length=120)
    verb = models.CharField(max_length=60)
    reason = models.TextField(blank=True)
    details = models.JSONField(default=dict)
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta:
        """Append-only in the database itself: no UPDATE, DELETE or TRUNCATE gets through."""

        constraints = [models.UniqueConstraint(fields=["subject", "sequence"], name="entry_one_per_sequence")]
        indexes = [models.Index(fields=["at"], name="entry_by_time")]
        triggers = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete),
            pgtrigger.Trigger(
                name="no_truncate",
                when=pgtrigger.Before,
                level=pgtrigger.Statement,
                operation=pgtrigger.Truncate,
                func="RAISE EXCEPTION 'the audit is append-only';",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.subject} {self.sequence}: {self.verb}"


class ChainHead(models.Model):
    """The last link of a subject's chain: locked while an entry is added, and proof against a cut-off tail."""

    subject = models.CharField(max_length=80, primary_key=True)
    sequence = models.PositiveIntegerField()
    hash = models.CharField(max_length=64)

    def __str__(self) -> str:
        return f"{self.subject} at {self.sequence}"
