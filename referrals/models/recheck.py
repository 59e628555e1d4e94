"""A re-check: one look at a post that a platform was asked to remove, and what it showed."""

from django.db import models
from django.db.models import Q

from referrals.models.takedown import TakedownPost


class ReCheck(models.Model):
    """One look at a post of a request: when it is due, why, and what came of it.

    `seen` is what this look alone showed. It says less than the post's own `seen`: a first "not found" stands here as
    gone, and counts for nothing until a second look an hour later. `host` paces the hub's requests.
    """

    class Why(models.TextChoices):
        """Why it is looked at."""

        SENT = "sent"
        """So long after the platform was asked, or asked again."""
        CLAIMED = "claimed"
        """The platform says that it is removed."""
        AGAIN = "again"
        """It was not found, which is looked at a second time; or somebody reported it again."""
        ASKED = "asked"
        """An officer wants to know."""
        BY_HAND = "by_hand"
        """An officer looked, and says what there was."""

    post = models.ForeignKey(TakedownPost, on_delete=models.PROTECT, related_name="rechecks")
    why = models.CharField(max_length=10, choices=Why.choices)
    by = models.CharField(max_length=120)
    host = models.CharField(max_length=255, blank=True)
    due_at = models.DateTimeField()
    not_before = models.DateTimeField(help_text="When a worker may take it: a lease, or a time to wait")
    started_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    done_at = models.DateTimeField(null=True)
    seen = models.CharField(max_length=8, choices=TakedownPost.Seen.choices, blank=True)
    reason = models.CharField(max_length=20, blank=True, help_text="By what it is seen, or why it is not: a code")
    status = models.PositiveSmallIntegerField(null=True, help_text="What the site answered last")

    class Meta:
        """Planned once for each reason and time; who waits is found by host, what was done by post."""

        constraints = [
            models.UniqueConstraint(fields=["post", "why", "due_at"], name="recheck_planned_once"),
            models.CheckConstraint(
                condition=Q(done_at__isnull=True, seen="")
                | Q(done_at__isnull=False, seen__in=["up", "gone", "unknown"]),
                name="recheck_done_says_what",
            ),
            models.CheckConstraint(
                condition=Q(why__in=["sent", "claimed", "again", "asked", "by_hand"]), name="recheck_why_known"
            ),
        ]
        indexes = [
            models.Index(fields=["host", "not_before"], condition=Q(done_at__isnull=True), name="recheck_waiting"),
            models.Index(fields=["host", "started_at"], name="recheck_by_host"),
        ]

    def __str__(self) -> str:
        return f"{self.why} re-check of {self.post_id}: {self.seen or 'waiting'}"
