"""One request and what came back, as it went over the wire, and how fetching fails."""

import tempfile
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import IO

from referrals.rules.capture.failures import Failure
from referrals.rules.capture.targets import Target

IN_MEMORY = 512 * 1024


def scratch() -> IO[bytes]:
    """Return a place for bytes: in memory while they are few, then in a file that goes with it."""
    return tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # type: ignore[return-value]


@dataclass(kw_only=True)
class Exchange:
    """A request as it was sent and its response as it was received: `raw` from the status line on, as it came.

    The entity begins after `head_bytes` of it; `body` is that without the framing of the transfer, still
    compressed where it was. `truncated` says why less is there than was sent: length, time or disconnect.
    """

    target: Target
    request: bytes
    begun_at: datetime
    address: str = ""
    local_address: str = ""
    raw: IO[bytes] = field(default_factory=scratch)
    body: IO[bytes] = field(default_factory=scratch)
    head_bytes: int = 0
    status: int = 0
    reason: str = ""
    headers: list[tuple[str, str]] = field(default_factory=list)
    truncated: str = ""

    def header(self, name: str) -> str:
        """Return the first header of that name; empty where there is none."""
        return next((value for key, value in self.headers if key == name), "")

    @property
    def body_size(self) -> int:
        """How many bytes the body has, as it came."""
        self.body.seek(0, 2)
        return self.body.tell()

    def close(self) -> None:
        """Let go of the bytes."""
        self.raw.close()
        self.body.close()


class FetchFailed(Exception):
    """There is no whole answer; `failure` says why, `detail` in a few words that name nobody.

    `retry_after` is how long the site asks to be left alone.
    """

    def __init__(self, failure: Failure, detail: str = "", *, retry_after: timedelta | None = None) -> None:
        super().__init__(f"{failure.value}: {detail}" if detail else failure.value)
        self.failure = failure
        self.detail = detail
        self.retry_after = retry_after
