"""An exhibit: a file that came with a report, byte for byte as it was received."""

from django.db import models


class Evidence(models.Model):
    """One file. The bytes lie in storage, sealed under the material key; the hash is that of the original.

    `file_hash` is a keyed hash of the SHA-256, by which the same file is found in other reports.
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

    class Meta:
        """Found by file hash, in the order in which they came."""

        indexes = [models.Index(fields=["file_hash", "id"], name="evidence_by_file_hash_in_order")]

    def __str__(self) -> str:
        return self.exhibit
