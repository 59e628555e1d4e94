"""Time stamps (RFC 3161) of what the hub seals: asked of an authority, and kept as it answered."""

from datetime import timedelta

from django.db import models
from django.db.models import Q

AT_ONCE = timedelta(minutes=10)


class TimeStamp(models.Model):
    """What one authority says of one digest: that it existed at a moment.

    `subject` names what was sealed, as `package:UUID`, `sealing:UUID`, `capture:ID` or `audit:DAY`, and `digest` is the
    SHA-256 that is stamped, in hexadecimal. It is no foreign key: a token proves the digest by itself, and outlives
    what it was of.
    `answer` is the authority's whole answer, in DER, which `openssl ts` reads; empty until there is one.
    """

    subject = models.CharField(max_length=60)
    digest = models.CharField(max_length=64)
    authority = models.CharField(max_length=200)
    asked_at = models.DateTimeField()
    not_before = models.DateTimeField()
    attempts = models.PositiveIntegerField(default=0)
    last_error = models.CharField(max_length=60, blank=True)
    answer = models.BinaryField(default=b"")
    received_at = models.DateTimeField(null=True)
    stamped_at = models.DateTimeField(null=True)
    policy = models.CharField(max_length=100, blank=True)
    serial = models.CharField(max_length=60, blank=True)
    told_at = models.DateTimeField(null=True)

    class Meta:
        """One answer of each authority for each digest; a stamp that has come is whole."""

        constraints = [
            models.UniqueConstraint(fields=["subject", "digest", "authority"], name="time_stamp_one_each"),
            models.CheckConstraint(
                condition=Q(subject__regex=r"^(package|capture|sealing|audit):\S+$"), name="time_stamp_subject"
            ),
            models.CheckConstraint(condition=Q(digest__regex=r"^[0-9a-f]{64}$"), name="time_stamp_digest"),
            models.CheckConstraint(
                condition=Q(received_at__isnull=True, stamped_at__isnull=True, answer=b"")
                | (Q(received_at__isnull=False, stamped_at__isnull=False) & ~Q(answer=b"")),
                name="time_stamp_is_whole",
            ),
        ]
        indexes = [
            models.Index(fields=["not_before"], condition=Q(received_at__isnull=True), name="time_stamp_due"),
            models.Index(fields=["asked_at"], condition=Q(received_at__isnull=True), name="time_stamp_waiting"),
        ]

    def __str__(self) -> str:
        return f"time stamp of {self.subject} by {self.authority}"

    @property
    def late_by(self) -> timedelta | None:
        """How long after the sealing it was stamped, where that was not at once; None otherwise, or while it waits."""
        if self.stamped_at is None or self.stamped_at - self.asked_at <= AT_ONCE:
            return None
        return self.stamped_at - self.asked_at
