"""Challenges for a report that is sent in loud times: made by the hub, bound to one draft, used once."""

import secrets
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from django.core import signing

from reports.clients import tallies
from reports.rules.flood import Verdict
from reports.rules.work import is_solved
from reports.selectors.limit_tables import get_flood_table

LONGEST_CHALLENGE = 500


@dataclass(frozen=True, kw_only=True)
class Challenge:
    """What is asked. `text` comes back with the report; without work it is good after `wait_seconds` from now."""

    text: str
    nonce: str
    bits: int
    wait_seconds: int


class Why(StrEnum):
    """Why a report was not taken as it came."""

    MISSING = "missing"
    EARLY = "early"
    UNUSABLE = "unusable"
    USED = "used"


class NotDone(Exception):
    """Neither the work nor the wait is done: `challenge` is what to ask now."""

    def __init__(self, *, why: Why, challenge: Challenge) -> None:
        super().__init__(why.value)
        self.why = why
        self.challenge = challenge


def ask(*, draft_id: UUID, verdict: Verdict, at: datetime) -> Challenge:
    """Return a new challenge for a draft, made now."""
    nonce = secrets.token_urlsafe(16)
    made = {"n": nonce, "b": verdict.bits, "w": verdict.wait_seconds, "m": int(at.timestamp())}
    text = signing.dumps(made, salt=_salt(draft_id))
    return Challenge(text=text, nonce=nonce, bits=verdict.bits, wait_seconds=verdict.wait_seconds)


def check(*, draft_id: UUID, verdict: Verdict, text: str, answer: str, at: datetime) -> None:
    """Take a challenge back with the work done, or its wait over; it is then used up. Raises NotDone."""
    if not verdict.bits:
        return
    if not text:
        raise NotDone(why=Why.MISSING, challenge=ask(draft_id=draft_id, verdict=verdict, at=at))
    made = _read(text, draft_id=draft_id, at=at)
    if made is None or made["b"] < verdict.least_bits:
        raise NotDone(why=Why.UNUSABLE, challenge=ask(draft_id=draft_id, verdict=verdict, at=at))
    left = made["m"] + made["w"] - int(at.timestamp())
    if left > 0 and not is_solved(nonce=made["n"], answer=answer, bits=made["b"]):
        raise NotDone(why=Why.EARLY, challenge=Challenge(text=text, nonce=made["n"], bits=made["b"], wait_seconds=left))
    if not tallies.claim(f"work:{made['n']}", seconds=_lifetime()):
        raise NotDone(why=Why.USED, challenge=ask(draft_id=draft_id, verdict=verdict, at=at))


def _read(text: str, *, draft_id: UUID, at: datetime) -> dict[str, Any] | None:
    """Return what a challenge says; None where it is forged, another draft's, or too old."""
    try:
        made: dict[str, Any] = signing.loads(text[:LONGEST_CHALLENGE], salt=_salt(draft_id))
    except signing.BadSignature:
        return None
    return made if at.timestamp() - made["m"] < _lifetime() else None


def _lifetime() -> int:
    return get_flood_table().challenge_minutes * 60


def _salt(draft_id: UUID) -> str:
    return f"work for draft {draft_id}"
