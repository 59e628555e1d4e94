"""Counting the requests of each program, in Redis; while that is away nobody is held up."""

from datetime import datetime

from django.conf import settings

from hatehub.accounts.actors import Actor
from hatehub.vault.services import lookup_hash
from referrals.rules.rate_limits import WINDOW_SECONDS, Budget, limit_of, window_of
from reports.clients import tallies

PURPOSE = "sign-ins of programs"


def take(*, by: Actor, at: datetime) -> Budget:
    """Count a request of a program, and return what is left to it. Each program has a budget of its own."""
    return _count(f"api:{by.identifier}", limit=limit_of(settings.API_REQUESTS_A_MINUTE), at=at)


def take_sign_in(*, address: str, at: datetime) -> Budget:
    """Count a request for a token from an address: looking at a secret costs the hub much."""
    return _count(
        f"oauth:{lookup_hash(address, purpose=PURPOSE)}", limit=limit_of(settings.API_SIGN_INS_A_MINUTE), at=at
    )


def _count(name: str, *, limit: int, at: datetime) -> Budget:
    number, resets_in = window_of(at.timestamp())
    counted = f"{name}:{number}"
    [used] = tallies.add([counted], seconds=2 * WINDOW_SECONDS, then_read=[counted])
    return Budget(limit=limit, used=used, resets_in=resets_in)
