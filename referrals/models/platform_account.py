"""What a platform gave the hub to sign in with, and how sending to it goes."""

import uuid

from django.db import models
from django.db.models import Q

from hatehub.reference.models import Platform


class PlatformAccount(models.Model):
    """An account of the hub at a platform: what it signs in with lies sealed under a key of its own.

    One a platform, save where every server has its own accounts (Mastodon): there one a server, `server` in small
    letters, and the first is the hub's home.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    platform = models.ForeignKey(Platform, on_delete=models.PROTECT, related_name="+")
    server = models.CharField(max_length=253, blank=True)
    sealed_values = models.BinaryField(null=True, help_text="What it signs in with, as JSON; null: nothing yet")
    is_whole = models.BooleanField(default=False, help_text="Whether all that the interface needs is there")
    refused_at = models.DateTimeField(null=True, help_text="When the platform took it last no more")
    refused_code = models.CharField(max_length=60, blank=True)
    changed_by = models.CharField(max_length=120)
    changed_at = models.DateTimeField()

    class Meta:
        """One a server."""

        constraints = [
            models.UniqueConstraint(fields=["platform", "server"], name="platformaccount_one_a_server"),
        ]
        verbose_name = "account at a platform"
        verbose_name_plural = "accounts at platforms"

    def __str__(self) -> str:
        return f"{self.platform.name} {self.server}".strip()


class PlatformStanding(models.Model):
    """How sending to one platform goes: its breaker, and how many requests it had in this hour.

    `opens_at` is when a platform that is away is tried again, with one request; `holds_until` is how long one that is
    there has asked to be left alone.
    """

    platform_code = models.CharField(max_length=40, primary_key=True)
    failures = models.PositiveIntegerField(default=0, help_text="In a row")
    away_since = models.DateTimeField(null=True)
    opens_at = models.DateTimeField(null=True)
    holds_until = models.DateTimeField(null=True)
    last_code = models.CharField(max_length=60, blank=True)
    hour_began_at = models.DateTimeField(null=True)
    calls_in_hour = models.PositiveIntegerField(default=0)
    busy_until = models.DateTimeField(null=True, help_text="While one process sends to it, so that no other does")

    class Meta:
        """Away is what has failed."""

        constraints = [
            models.CheckConstraint(
                condition=Q(failures=0, away_since__isnull=True) | Q(failures__gt=0, away_since__isnull=False),
                name="platformstanding_away_has_failed",
            )
        ]

    def __str__(self) -> str:
        return f"{self.platform_code}: {self.failures} failures"


class TakedownDelivery(models.Model):
    """One part of a request that a platform has: it is never sent again."""

    takedown = models.ForeignKey("referrals.Takedown", on_delete=models.PROTECT, related_name="deliveries")
    part = models.CharField(max_length=400)
    reference = models.CharField(max_length=120, blank=True)
    at = models.DateTimeField()

    class Meta:
        """Each part once."""

        constraints = [
            models.UniqueConstraint(fields=["takedown", "part"], name="takedowndelivery_once"),
        ]

    def __str__(self) -> str:
        return f"{self.part} of {self.takedown_id}"
