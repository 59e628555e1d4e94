"""The public keys that packages were signed with: published for good, so that old packages can still be verified."""

from django.db import models
from django.db.models import Q


class SigningKey(models.Model):
    """One public key, by its id: `sha256:` and the SHA-256 of its DER form. The private half is never here.

    `until` is when another took its place; the one without it is in use.
    """

    id = models.CharField(primary_key=True, max_length=71)
    pem = models.TextField()
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)

    class Meta:
        """An id is a fingerprint, and one key is in use at a time."""

        constraints = [
            models.CheckConstraint(condition=Q(id__regex=r"^sha256:[0-9a-f]{64}$"), name="signing_key_id"),
            models.UniqueConstraint(
                fields=["until"],
                condition=Q(until__isnull=True),
                nulls_distinct=False,
                name="signing_key_one_in_use",
            ),
        ]

    def __str__(self) -> str:
        return self.id
