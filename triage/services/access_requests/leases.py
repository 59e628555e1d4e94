"""The lease of a build: nobody else begins while it goes on, and it falls to another worker where this one falls."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from time import monotonic

from triage.models import AccessRequest
from triage.rules.access_requests import State

LEASE = timedelta(minutes=15)
RENEWED_AFTER = timedelta(minutes=1)


class NotWanted(Exception):
    """What is being built is to be built anew, or is made by now: this build is not kept."""


class Lease:
    """Renews the lease of a build that was begun at `at`, and stops a build that nobody wants any more."""

    def __init__(self, begun: AccessRequest, *, at: datetime) -> None:
        self._rows = AccessRequest.objects.filter(
            id=begun.id, state=State.APPROVED.value, build_number=begun.build_number
        )
        self._at = at
        self._begun = self._renewed = monotonic()

    def note(self, done: int, total: int) -> None:
        """Note how far the build is, and renew. Raises NotWanted."""
        self._renew(step_done=done, step_total=total)

    def over(self, pieces: Iterable[bytes]) -> Iterator[bytes]:
        """Yield the pieces, renewing once a minute as they pass. Raises NotWanted."""
        for piece in pieces:
            if monotonic() - self._renewed >= RENEWED_AFTER.total_seconds():
                self._renew()
            yield piece

    def _renew(self, **noted: int) -> None:
        self._renewed = monotonic()
        until = self._at + timedelta(seconds=self._renewed - self._begun) + LEASE
        if not self._rows.update(not_before=until, building_until=until, **noted):
            raise NotWanted
