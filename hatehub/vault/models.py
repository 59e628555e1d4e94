"""The wrapped data keys."""

from django.db import models
from django.db.models import Q


class Purpose(models.TextChoices):
    """What a data key covers (DESIGN, the vault)."""

    PERSON = "person"
    MATERIAL = "material"
    SUBJECT = "subject"
    CREDENTIAL = "credential"


class DataKey(models.Model):
    """One AES-256 key, wrapped by a master key. Destroying it leaves the row, so that the loss can be shown."""

    owner = models.UUIDField()
    purpose = models.CharField(max_length=10, choices=Purpose.choices)
    master_key_id = models.CharField(max_length=40)
    wrapped = models.BinaryField(null=True)
    created_at = models.DateTimeField()
    destroyed_at = models.DateTimeField(null=True)
    ledgered_at = models.DateTimeField(
        null=True, help_text="When its destruction was written to the ledger of erasures"
    )

    class Meta:
        """One key for each owner and purpose; a destroyed key has no bytes left."""

        constraints = [
            models.UniqueConstraint(fields=["owner", "purpose"], name="datakey_one_per_purpose"),
            models.CheckConstraint(
                condition=Q(wrapped__isnull=True, destroyed_at__isnull=False)
                | Q(wrapped__isnull=False, destroyed_at__isnull=True),
                name="datakey_destroyed_or_whole",
            ),
            models.CheckConstraint(
                condition=Q(purpose__in=[purpose.value for purpose in Purpose]), name="datakey_purpose_known"
            ),
        ]
        indexes = [
            models.Index(fields=["master_key_id"], name="datakey_by_master"),
            models.Index(
                fields=["id"],
                condition=Q(wrapped__isnull=True, ledgered_at__isnull=True),
                name="datakey_waiting_for_ledger",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.purpose} key of {self.owner}"
