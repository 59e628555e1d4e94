"""Accounts that reports name, the names that they have had, and who may be behind them."""

import uuid

from django.db import models
from django.db.models import Q

from reports.models import Report


class Subject(models.Model):
    """Who is behind some accounts: one person or one group, whoever that is. Each account begins with one of its own.

    Confirmed links decide which accounts it has; nothing else moves them. What is known of the person by name stands
    sealed under the subject's own key.
    """

    class Kind(models.TextChoices):
        """What it is."""

        UNKNOWN = "unknown"
        PERSON = "person"
        GROUP = "group"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    reference = models.CharField(max_length=20, unique=True)
    kind = models.CharField(max_length=8, choices=Kind.choices, default=Kind.UNKNOWN)
    first_seen_at = models.DateTimeField()
    look_due_at = models.DateTimeField(null=True, help_text="Since when it is to be looked at again")

    class Meta:
        """Kinds are known; those to be looked at are found by an index."""

        constraints = [
            models.CheckConstraint(condition=Q(kind__in=["unknown", "person", "group"]), name="subject_kind_known")
        ]
        indexes = [
            models.Index(
                fields=["look_due_at", "id"], condition=Q(look_due_at__isnull=False), name="subject_to_look_at"
            )
        ]

    def __str__(self) -> str:
        return self.reference


class Account(models.Model):
    """One account on one platform. Its handle may change; what the platform numbers it by stays, where that is known.

    `handle_key` is the handle as it is compared on its platform, `name_key` the part chosen on any, and `bare_key` what
    is left of that when evasions are undone. `subject` is who is behind it now, `own_subject` by itself.
    """

    platform_code = models.CharField(max_length=40)
    handle = models.CharField(max_length=200)
    handle_key = models.CharField(max_length=200, default="", db_default="")
    name_key = models.CharField(max_length=200, default="", db_default="")
    bare_key = models.CharField(max_length=200, default="", db_default="")
    permanent_id = models.CharField(max_length=200, default="", db_default="")
    first_seen_at = models.DateTimeField()
    last_seen_at = models.DateTimeField(null=True)
    subject = models.ForeignKey(Subject, null=True, on_delete=models.PROTECT, related_name="accounts")
    own_subject = models.OneToOneField(Subject, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        """An account is one row; found by what is compared."""

        constraints = [
            models.UniqueConstraint(
                fields=["platform_code", "handle_key"], condition=~Q(handle_key=""), name="account_once_a_name"
            ),
            models.UniqueConstraint(
                fields=["platform_code", "permanent_id"], condition=~Q(permanent_id=""), name="account_by_number"
            ),
        ]
        indexes = [
            models.Index(fields=["name_key", "id"], condition=~Q(name_key=""), name="account_by_name"),
            models.Index(fields=["bare_key", "id"], condition=~Q(bare_key=""), name="account_by_bare_name"),
        ]

    def __str__(self) -> str:
        return f"account {self.pk} on {self.platform_code}"


class FormerName(models.Model):
    """A handle that an account has had, and from when to when it was seen under it."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="names")
    handle = models.CharField(max_length=200)
    handle_key = models.CharField(max_length=200)
    name_key = models.CharField(max_length=200, blank=True)
    bare_key = models.CharField(max_length=200, blank=True)
    first_seen_at = models.DateTimeField()
    last_seen_at = models.DateTimeField()

    class Meta:
        """A name is one row of an account; found by what is compared."""

        constraints = [models.UniqueConstraint(fields=["account", "handle_key"], name="former_name_once")]
        indexes = [
            models.Index(fields=["name_key"], condition=~Q(name_key=""), name="former_name_by_name"),
            models.Index(fields=["bare_key"], condition=~Q(bare_key=""), name="former_name_by_bare"),
        ]

    def __str__(self) -> str:
        return f"former name of account {self.account_id}"


class Sighting(models.Model):
    """One report that names an account."""

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="sightings")
    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="sightings")
    seen_at = models.DateTimeField()

    class Meta:
        """A report names an account once."""

        constraints = [models.UniqueConstraint(fields=["account", "report"], name="sighting_once")]

    def __str__(self) -> str:
        return f"account {self.account_id} in {self.report_id}"


class AccountPost(models.Model):
    """A post of an account that somebody reported with the time of day that it shows; once, however many report it.

    `hour` is the hour of the day as the complainant saw it. Nothing of the post itself is kept here.
    """

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="posts")
    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="+")
    post_key = models.CharField(max_length=300)
    hour = models.PositiveSmallIntegerField()

    class Meta:
        """A post counts once; a day has 24 hours."""

        constraints = [
            models.UniqueConstraint(fields=["account", "post_key"], name="account_post_once"),
            models.CheckConstraint(condition=Q(hour__lt=24), name="account_post_hour_of_a_day"),
        ]

    def __str__(self) -> str:
        return f"post of account {self.account_id}"
