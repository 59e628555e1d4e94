"""Whose turn it is with a platform: one process sends to it at a time, and keeps what it holds as it goes on."""

from collections.abc import Callable
from dataclasses import asdict
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from hatehub.reference.models import Platform
from referrals.models import PlatformStanding, Takedown
from referrals.rules.takedowns.breaker import Standing
from referrals.rules.takedowns.steps import State

Clock = Callable[[], datetime]
LEASE = timedelta(minutes=5)
AT_A_TIME = timedelta(seconds=50)
"""How long one process sends to a platform before it lets others come to their turn."""
FIELDS = tuple(asdict(Standing()))


class Paused(Exception):
    """Nothing more is sent now, though nothing went wrong; `until` is when this request comes to its turn again."""

    def __init__(self, until: datetime) -> None:
        super().__init__(until)
        self.until = until


class Gone(Exception):
    """The request is not to be sent any more, or another process has it."""


class Turn:
    """One process's turn with a platform: nobody else sends to it meanwhile, and it does not last for long."""

    def __init__(self, platform: Platform, *, clock: Clock) -> None:
        self._platform, self._clock = platform, clock
        self._ends = clock() + AT_A_TIME
        self._until = clock() + LEASE
        self.has_taken = False

    @property
    def is_over(self) -> bool:
        """Whether others are to come to their turn."""
        return self._clock() >= self._ends

    @transaction.atomic
    def begin(self) -> bool:
        """Take the platform; False where another process sends to it."""
        row = lock(self._platform.code)
        if row.busy_until is not None and row.busy_until > self._clock():
            return False
        row.busy_until = self._until
        row.save(update_fields=["busy_until"])
        return True

    @transaction.atomic
    def go_on(self, takedown_id: UUID) -> None:
        """Renew what this process holds, and count one more call. Raises Paused and Gone."""
        at, row = self._clock(), lock(self._platform.code)
        standing = standing_of(row)
        if row.busy_until != self._until:
            raise Gone
        waits = standing.not_before(at, an_hour=self._platform.requests_an_hour) if not standing.is_open else None
        if waits is not None or self.is_over:
            raise Paused(waits or at)
        if not Takedown.objects.filter(id=takedown_id, state=State.READY).update(not_before=at + LEASE):
            raise Gone
        self._until = row.busy_until = at + LEASE
        row.save(update_fields=["busy_until"])
        save(row, standing.counted(at))

    def end(self) -> None:
        """Let others come to their turn."""
        mine = PlatformStanding.objects.filter(platform_code=self._platform.code, busy_until=self._until)
        mine.update(busy_until=None)


def lock(platform_code: str) -> PlatformStanding:
    """Return a platform's row, locked in the caller's transaction."""
    PlatformStanding.objects.get_or_create(platform_code=platform_code)
    return PlatformStanding.objects.select_for_update().get(platform_code=platform_code)


def standing_of(row: PlatformStanding) -> Standing:
    """Return a row as the rule reads it."""
    return Standing(**{name: getattr(row, name) for name in FIELDS})


def save(row: PlatformStanding, standing: Standing) -> None:
    """Keep a standing in its row, which the caller has locked."""
    for name in FIELDS:
        setattr(row, name, getattr(standing, name))
    row.save(update_fields=list(FIELDS))
