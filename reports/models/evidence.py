"""An exhibit: a file that came with a report, byte for byte as it was received, or one that the hub made for it."""

from django.db import models
from django.db.models import F, Q

from hatehub.reference.models import Material
from reports.rules.custody import proof_of


class Evidence(models.Model):
    """One file. The bytes lie in storage, sealed under the material key; the hash is that of the original.

    `file_hash` is a keyed hash of the SHA-256, by which the same file is found in other reports. One that is
    `diverted_as` something is never opened again, and one in quarantine not before it is released: bytes are read
    through `reports.services.custody`, which looks. What only concerns the files that people gave asks for `origin`.
    """

    class Origin(models.TextChoices):
        """Where an exhibit comes from: somebody gave it, or the hub made it."""

        REPORTED = "reported", "Came with the report"
        CAPTURED = "captured", "Captured by the hub"
        REDACTED = "redacted", "Redacted copy"

    class Quarantine(models.TextChoices):
        """Why an exhibit is not opened for the time being."""

        CHANGED = "changed", "Its bytes are not those that were received"
        UNREADABLE = "unreadable", "Its bytes cannot be opened"
        MISSING = "missing", "Storage no longer holds it"
        MALWARE = "malware", "A scanner found malware in it"

    report = models.ForeignKey("reports.Report", on_delete=models.PROTECT, related_name="evidence")
    exhibit = models.CharField(max_length=30, unique=True)
    origin = models.CharField(
        max_length=10, choices=Origin.choices, default=Origin.REPORTED, db_default=Origin.REPORTED.value
    )
    made_from = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="copies")
    storage_name = models.CharField(max_length=200)
    sealed_name = models.BinaryField()
    content_type = models.CharField(max_length=60)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    file_hash = models.CharField(max_length=64)
    received_at = models.DateTimeField()
    diverted_as = models.CharField(max_length=20, choices=Material.choices, blank=True, db_default="")
    quarantined_at = models.DateTimeField(null=True)
    quarantined_why = models.CharField(max_length=10, choices=Quarantine.choices, blank=True, default="", db_default="")

    checked_at = models.DateTimeField(null=True, help_text="When the hub last read it to compare its hash; null: never")

    class Meta:
        """Found by file hash, in the order in which they came; the diverted and the quarantined through own indexes."""

        constraints = [
            models.CheckConstraint(
                condition=Q(diverted_as__in=["", "child_sexual_abuse", "terrorist"]), name="evidence_diversion_known"
            ),
            models.CheckConstraint(
                condition=Q(origin="redacted", made_from__isnull=False)
                | Q(origin__in=["reported", "captured"], made_from__isnull=True),
                name="evidence_copy_names_its_original",
            ),
            models.CheckConstraint(
                condition=Q(quarantined_at__isnull=True, quarantined_why="")
                | Q(quarantined_at__isnull=False, quarantined_why__in=["changed", "unreadable", "missing", "malware"]),
                name="evidence_quarantine_has_a_cause",
            ),
        ]
        indexes = [
            models.Index(fields=["file_hash", "id"], name="evidence_by_file_hash_in_order"),
            models.Index(fields=["file_hash"], condition=~Q(diverted_as=""), name="evidence_diverted"),
            models.Index(
                fields=["quarantined_at", "id"], condition=Q(quarantined_at__isnull=False), name="evidence_quarantined"
            ),
            models.Index(
                F("checked_at").asc(nulls_first=True),
                "id",
                condition=Q(diverted_as="", quarantined_at__isnull=True),
                name="evidence_by_last_check",
            ),
        ]

    def __str__(self) -> str:
        return self.exhibit

    @property
    def is_quarantined(self) -> bool:
        """Tell whether it lies in quarantine."""
        return self.quarantined_at is not None

    def as_logged(self) -> dict[str, str]:
        """Return what the audit keeps of it when it begins: its number, and what proves its hash."""
        return {"exhibit": self.exhibit, "proof": proof_of(sha256=self.sha256, storage_name=self.storage_name)}
