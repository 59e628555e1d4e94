"""An exhibit: a file that came with a report, byte for byte as it was received."""

from django.db import models
from django.db.models import Q

from hatehub.reference.models import Material


class Evidence(models.Model):
    """One file. The bytes lie in storage, sealed under the material key; the hash is that of the original.

    `file_hash` is a keyed hash of the SHA-256, by which the same file is found in other reports. One that is
    `diverted_as` something is never opened again: whoever reads bytes or a name looks at that first.
    """

    report = models.ForeignKey("reports.Report", on_delete=models.PROTECT, related_name="evidence")
    exhibit = models.CharField(max_length=30, unique=True)
    storage_name = models.CharField(max_length=200)
    sealed_name = models.BinaryField()
    content_type = models.CharField(max_length=60)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    file_hash = models.CharField(max_length=64)
    received_at = models.DateTimeField()
    diverted_as = models.CharField(max_length=20, choices=Material.choices, blank=True, db_default="")

    class Meta:
        """Found by file hash, in the order in which they came; the diverted through an index of their own."""

        constraints = [
            models.CheckConstraint(
                condition=Q(diverted_as__in=["", "child_sexual_abuse", "terrorist"]), name="evidence_diversion_known"
            )
        ]
        indexes = [
            models.Index(fields=["file_hash", "id"], name="evidence_by_file_hash_in_order"),
            models.Index(fields=["file_hash"], condition=~Q(diverted_as=""), name="evidence_diverted"),
        ]

    def __str__(self) -> str:
        return self.exhibit
