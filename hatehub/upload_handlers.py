"""Bounds what one request may lay down on disk, whatever its sender said about its length."""

from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, StopUpload

from reports.rules.refusals import Reason
from reports.rules.uploads import MOST_FILES

# Somebody who sends this much more than was allowed is not read to the end.
ENDURED = 4


class DroppedFile(UploadedFile):
    """Stands for a file whose bytes were not kept, and says why."""

    def __init__(self, *, reason: Reason, **more: Any) -> None:
        super().__init__(**more)
        self.reason = reason


class BoundedFilesHandler(FileUploadHandler):
    """Goes before Django's own handlers and lets through no more than a report may hold.

    The rest of the request is still read, so that the answer is a sentence and not a broken connection.
    """

    def handle_raw_input(self, *args: Any, **kwargs: Any) -> None:
        """Begin to count."""
        self._seen = self._kept = 0

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Begin the next file."""
        super().new_file(*args, **kwargs)
        self._reason: Reason | None = None

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        """Pass a piece on, or drop it."""
        allowed = MOST_FILES * settings.MAX_EVIDENCE_BYTES
        self._seen += len(raw_data)
        if self._seen > ENDURED * allowed:
            raise StopUpload(connection_reset=True)
        if start + len(raw_data) > settings.MAX_EVIDENCE_BYTES:
            self._reason = Reason.TOO_LARGE
        elif self._kept + len(raw_data) > allowed:
            self._reason = self._reason or Reason.TOO_MANY
        if self._reason is not None:
            return None
        self._kept += len(raw_data)
        return raw_data

    def file_complete(self, file_size: int) -> UploadedFile | None:
        """Put a stand-in where a file was dropped; leave the others to Django."""
        if self._reason is None:
            return None
        return DroppedFile(reason=self._reason, file=None, name=self.file_name, size=file_size)
