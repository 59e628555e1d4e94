"""How long a body may be: what is longer is refused with 413 before it is read."""

import io
from collections.abc import Mapping
from typing import IO, Any

from rest_framework.exceptions import APIException
from rest_framework.parsers import BaseParser

from referrals.api.parsing import BoundedJSONParser

MOST_REPORT_BYTES = 2_000_000
MOST_BATCH_BYTES = 20_000_000


class TooLarge(APIException):
    """The body is longer than it may be here."""

    status_code = 413
    default_code = "too_large"


class SizedJSONParser(BaseParser):
    """JSON of 2 MB at most. No `JSONParser`: the framework reads the body of one by itself, with a limit of its own."""

    media_type = "application/json"
    most_bytes = MOST_REPORT_BYTES

    def parse(
        self, stream: IO[Any], media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> Any:
        """Return what was sent. Raises TooLarge and ParseError."""
        check_length(parser_context, most=self.most_bytes)
        return BoundedJSONParser().parse(io.BytesIO(stream.read()), media_type, parser_context)


class BatchJSONParser(SizedJSONParser):
    """JSON of 20 MB at most, for a batch."""

    most_bytes = MOST_BATCH_BYTES


class BytesParser(BaseParser):
    """Bytes as they are, of one part of a file."""

    media_type = "application/octet-stream"
    most_bytes = 4 * 1024 * 1024

    def parse(
        self, stream: IO[Any], media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> Any:
        """Return the bytes. Raises TooLarge."""
        check_length(parser_context, most=self.most_bytes)
        return bytes(stream.read())


def check_length(parser_context: Mapping[str, Any] | None, *, most: int) -> None:
    """Refuse a body by its length, which the server holds the sender to. Raises TooLarge."""
    told = (parser_context or {})["request"].META.get("CONTENT_LENGTH") or 0
    if int(told) > most:
        raise TooLarge(f"A body has {most:,} bytes at most here.")
