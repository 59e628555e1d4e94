"""Anchors: what the whole audit was at the end of a day, in one signed hash."""

import pgtrigger
from django.db import models


def _for_good() -> list[pgtrigger.Trigger]:
    return [
        pgtrigger.Protect(name="for_good", operation=pgtrigger.Update | pgtrigger.Delete),
        pgtrigger.Trigger(
            name="no_truncate",
            when=pgtrigger.Before,
            level=pgtrigger.Statement,
            operation=pgtrigger.Truncate,
            func="RAISE EXCEPTION 'the audit is append-only';",
        ),
    ]


class Anchor(models.Model):
    """One day's anchor. `root` is over the heads that moved since the one before, which `previous` names by its hash.

    `signature` is Ed25519 over the content that `hash` is the SHA-256 of, by the key `key_id`, which packages are
    signed with too: its private half is not in the database.
    """

    day = models.DateField(unique=True)
    at = models.DateTimeField()
    heads = models.PositiveIntegerField()
    root = models.CharField(max_length=64)
    previous = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)
    key_id = models.CharField(max_length=71)
    signature = models.CharField(max_length=128)

    class Meta:
        """Append-only in the database itself."""

        triggers = _for_good()

    def __str__(self) -> str:
        return f"anchor of {self.day}"


class AnchoredHead(models.Model):
    """The head of one chain as an anchor found it. Only heads that moved since the anchor before have one."""

    anchor = models.ForeignKey(Anchor, on_delete=models.PROTECT, related_name="leaves")
    subject = models.CharField(max_length=80)
    sequence = models.PositiveIntegerField()
    hash = models.CharField(max_length=64)

    class Meta:
        """A head is anchored once; append-only in the database itself."""

        constraints = [models.UniqueConstraint(fields=["subject", "sequence"], name="anchoredhead_once")]
        triggers = _for_good()

    def __str__(self) -> str:
        return f"{self.subject} at {self.sequence}"
