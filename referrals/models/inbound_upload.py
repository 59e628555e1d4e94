"""Files that programs send in parts for reports that they have sent."""

import uuid

from django.db import models
from django.db.models import Q

from referrals.models.inbound_report import InboundReport


class InboundUpload(models.Model):
    """A file on its way: what it is to be, and as which exhibit it was taken in the end.

    The parts and the name are sealed under the material key of the report.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    inbound = models.ForeignKey(InboundReport, on_delete=models.PROTECT, related_name="uploads")
    sealed_name = models.BinaryField()
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    started_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    exhibit = models.CharField(max_length=30, blank=True)
    media_type = models.CharField(max_length=60, blank=True, help_text="By its content, once it is an exhibit")

    class Meta:
        """What is old is found by date."""

        indexes = [models.Index(fields=["expires_at"], name="inboundupload_by_expiry")]
        constraints = [
            models.CheckConstraint(
                condition=Q(exhibit="", media_type="") | (~Q(exhibit="") & ~Q(media_type="")),
                name="inboundupload_exhibit_has_type",
            )
        ]

    def __str__(self) -> str:
        return f"upload {self.id}"


class InboundPart(models.Model):
    """One part of a file, sealed in storage until the file is whole. Sizes in bytes."""

    upload = models.ForeignKey(InboundUpload, on_delete=models.DO_NOTHING, related_name="parts")
    number = models.PositiveSmallIntegerField()
    storage_name = models.CharField(max_length=200)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)

    class Meta:
        """A part comes once; sent again it replaces the one before."""

        constraints = [models.UniqueConstraint(fields=["upload", "number"], name="inboundpart_one_per_number")]

    def __str__(self) -> str:
        return f"part {self.number} of {self.upload_id}"
