"""The versions of the assessment policy, and which of them was put in force when."""

import pgtrigger
from django.db import models


class PolicyVersion(models.Model):
    """One policy in one version, as its file says it. Rows are added, never changed: decisions are bound to them.

    `data` is the text of the file, byte for byte, and `digest` its SHA-256. Read it through
    `triage.selectors.policies`, never by hand.
    """

    version = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=600)
    data = models.TextField()
    digest = models.CharField(max_length=64)
    loaded_by = models.CharField(max_length=120)
    loaded_at = models.DateTimeField()

    class Meta:
        """The database itself refuses to change a row."""

        triggers = [pgtrigger.Protect(name="never_rewritten", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return self.version


class PolicyActivation(models.Model):
    """Somebody put a version in force. The newest row says which is; the others are the history."""

    policy = models.ForeignKey(PolicyVersion, on_delete=models.PROTECT, related_name="activations")
    since = models.DateTimeField()
    by = models.CharField(max_length=120)
    reason = models.TextField()

    class Meta:
        """A history, so it only grows."""

        triggers = [pgtrigger.Protect(name="only_grows", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.policy_id} since {self.since}"
