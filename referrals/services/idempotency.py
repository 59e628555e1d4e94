"""Answering a writing request once, however often it is sent: the key comes from the program, the answer is kept."""

import hashlib
import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from hatehub.accounts.actors import Actor
from hatehub.vault import services as vault
from referrals.models import IdempotencyKey

KEPT = timedelta(days=7)
PURPOSE = "idempotency"
GOOD_KEY = re.compile(r"[\x21-\x7e]{8,200}")
BATCH = 5000
FIRST_REFUSAL = 400


class KeyRefused(Exception):
    """A key is too short to be one's own, too long, or holds what a header should not."""


class KeyReused(Exception):
    """The key has come with another request already."""


@dataclass(frozen=True, kw_only=True)
class Answered:
    """What a request was answered with; `is_repeat` where it had been answered before."""

    status: int
    data: Any
    is_repeat: bool


@transaction.atomic
def once(
    *, key: str, request: tuple[str, str, Any], by: Actor, at: datetime, answer: Callable[[], tuple[int, Any]]
) -> Answered:
    """Answer a request in one transaction, or return what it was answered with before.

    `request` is its method, path and body. The key and what the request does are stored together, or neither: of two
    that come at once the second waits for the first. A refusal is not kept, so that it can be tried again. The answer
    is sealed under the key, which only the program has. Without a key it is answered each time. Draft of the IETF,
    draft-ietf-httpapi-idempotency-key-header.
    Raises KeyRefused and KeyReused.
    """
    if not key:
        status, data = answer()
        return Answered(status=status, data=data, is_repeat=False)
    if not GOOD_KEY.fullmatch(key):
        raise KeyRefused("Send 8 to 200 visible ASCII characters, such as a UUID.")
    hashed = vault.lookup_hash(f"{by.identifier}:{key}", purpose=PURPOSE)
    told = _digest(request)
    row, is_new = IdempotencyKey.objects.get_or_create(
        client_id=by.identifier, key_hash=hashed, defaults={"request_hash": told, "at": at}
    )
    if not is_new:
        return _again(row, told, key)
    status, data = answer()
    if status >= FIRST_REFUSAL:
        transaction.set_rollback(True)
        return Answered(status=status, data=data, is_repeat=False)
    row.status = status
    row.sealed_answer = vault.seal_by_secret(json.dumps(data), secret=key, purpose=PURPOSE)
    row.save(update_fields=["status", "sealed_answer"])
    return Answered(status=status, data=data, is_repeat=False)


def forget_old(*, at: datetime) -> int:
    """Drop the keys that are older than seven days, 5,000 at a time; return how many there were."""
    old = IdempotencyKey.objects.filter(at__lt=at - KEPT).order_by("at").values_list("id", flat=True)[:BATCH]
    return IdempotencyKey.objects.filter(id__in=list(old)).delete()[0]


def _again(row: IdempotencyKey, told: str, key: str) -> Answered:
    if row.request_hash != told:
        raise KeyReused("This key came with another request before. Take a new key for a new request.")
    if row.status is None or row.sealed_answer is None:
        raise KeyReused("This key came with a request that was not answered. Take a new key.")
    data = json.loads(vault.unseal_by_secret(row.sealed_answer, secret=key, purpose=PURPOSE))
    return Answered(status=row.status, data=data, is_repeat=True)


def _digest(request: tuple[str, str, Any]) -> str:
    """Return a keyed hash of a request: what a force writes is not to be guessed from the table."""
    text = json.dumps(request, sort_keys=True, default=str)
    return vault.lookup_hash(hashlib.sha256(text.encode()).hexdigest(), purpose=f"{PURPOSE}-request")
