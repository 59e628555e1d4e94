"""A report being written: kept sealed on the server for seven days."""

import uuid

from django.db import models


class Draft(models.Model):
    """What somebody has answered so far. Its id becomes the report's, and so do its keys: nothing is sealed twice.

    Only a keyed hash of the browser's token is stored, so the database alone opens no draft.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    token_hash = models.CharField(max_length=64, unique=True)
    sealed_answers = models.BinaryField(null=True)
    resume_hash = models.CharField(max_length=64, unique=True, null=True)
    sealed_token = models.BinaryField(null=True, help_text="The token, opened by the code for coming back")
    started_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True)

    class Meta:
        """Expired drafts are found by date."""

        indexes = [models.Index(fields=["expires_at"], name="draft_by_expiry")]

    def __str__(self) -> str:
        return f"draft {self.id}"


class DraftFile(models.Model):
    """A file uploaded into a draft, sealed under the material key that its report will have."""

    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="files")
    storage_name = models.CharField(max_length=200)
    sealed_name = models.BinaryField()
    content_type = models.CharField(max_length=60)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    received_at = models.DateTimeField()

    class Meta:
        """The same file twice in one draft is one file."""

        constraints = [models.UniqueConstraint(fields=["draft", "sha256"], name="draftfile_once_per_draft")]

    def __str__(self) -> str:
        return f"file of draft {self.draft_id}"
