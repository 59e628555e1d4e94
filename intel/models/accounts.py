"""Accounts seen in reports."""

from django.db import models

from reports.models import Report


class Account(models.Model):
    """One account on one platform, as reports named it."""

    platform_code = models.CharField(max_length=40)
    handle = models.CharField(max_length=200)
    first_seen_at = models.DateTimeField()

    class Meta:
        """An account is one row."""

        constraints = [models.UniqueConstraint(fields=["platform_code", "handle"], name="account_once")]

    def __str__(self) -> str:
        return f"{self.handle} on {self.platform_code}"


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
