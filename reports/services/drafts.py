"""Drafts: what somebody has answered so far, sealed on the server, and thrown away after seven days."""

import hashlib
import hmac
import secrets
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction

from hatehub.vault import services as vault
from hatehub.vault.models import Purpose
from reports.models import Draft, DraftFile
from reports.rules.references import code_from_bytes, parse_code
from reports.services import files

RESUME = "code for coming back"
Change = Callable[[dict[str, Any]], dict[str, Any]]
"""From all that has been answered, by step, to the steps that are answered anew."""
PURPOSES = (Purpose.PERSON, Purpose.MATERIAL, Purpose.SUBJECT)


class DraftGone(Exception):
    """The draft has expired, or there never was one under this token."""


@transaction.atomic
def start(*, at: datetime) -> tuple[Draft, str]:
    """Start a draft; return it with the token that opens it, which is stored nowhere."""
    token = secrets.token_urlsafe(24)
    draft = Draft.objects.create(
        token_hash=_token_hash(token),
        started_at=at,
        expires_at=at + timedelta(days=settings.DRAFT_LIFETIME_DAYS),
    )
    vault.create_keys(owner=draft.id, purposes=PURPOSES, at=at)
    return draft, token


def find(*, token: str, at: datetime) -> Draft:
    """Return the draft that a token opens. Raises DraftGone."""
    draft = Draft.objects.filter(token_hash=_token_hash(token), expires_at__gt=at).first()
    if draft is None:
        raise DraftGone
    return draft


@transaction.atomic
def save_for_later(*, draft: Draft, token: str) -> str:
    """Return the code by which an unfinished draft can be gone on with elsewhere; the same one every time.

    The code stands nowhere: the draft keeps its keyed hash, and its token sealed under the code. Raises DraftGone.
    """
    locked = lock_open(draft=draft)
    code = _resume_code(token)
    locked.resume_hash = vault.lookup_hash(code, purpose=RESUME)
    locked.sealed_token = vault.seal_by_secret(token, secret=code, purpose=RESUME)
    locked.save(update_fields=["resume_hash", "sealed_token"])
    return code


def resume(*, code: str, at: datetime) -> tuple[Draft, str]:
    """Return the unfinished draft that a code opens, with its token. Raises DraftGone."""
    parsed = parse_code(code)
    waiting = Draft.objects.filter(submitted_at__isnull=True, expires_at__gt=at)
    found = waiting.filter(resume_hash=vault.lookup_hash(parsed, purpose=RESUME)).first() if parsed else None
    if parsed is None or found is None or found.sealed_token is None:
        raise DraftGone
    return found, vault.unseal_by_secret(found.sealed_token, secret=parsed, purpose=RESUME)


def _resume_code(token: str) -> str:
    key = settings.LOOKUP_PEPPER.encode()
    return code_from_bytes(hmac.new(key, b"resume\0" + token.encode(), hashlib.sha256).digest())


def read_answers(*, draft: Draft) -> dict[str, Any]:
    """Return what has been answered, by step."""
    if draft.sealed_answers is None:
        return {}
    answers = vault.unseal(draft.sealed_answers, owner=draft.id, purpose=Purpose.PERSON, field="answers")
    return dict(answers)


def save_answer(*, draft: Draft, step: str, answer: dict[str, Any]) -> None:
    """Keep one step's answer. A second tab that saves another step loses nothing. Raises DraftGone."""
    change_answers(draft=draft, change=lambda answers: {step: answer})


@transaction.atomic
def change_answers(*, draft: Draft, change: Change) -> None:
    """Keep the steps that `change` makes of what has been answered, asked under the draft's lock.

    So a second tab that adds to the same list loses nothing. Raises DraftGone, and what `change` raises.
    """
    locked = lock_open(draft=draft)
    answers = read_answers(draft=locked)
    answers |= change(answers)
    locked.sealed_answers = vault.seal(answers, owner=draft.id, purpose=Purpose.PERSON, field="answers")
    locked.save(update_fields=["sealed_answers"])
    draft.sealed_answers = locked.sealed_answers


def lock_open(*, draft: Draft) -> Draft:
    """Return the draft locked. Raises DraftGone where it has been sent or thrown away meanwhile."""
    locked = Draft.objects.select_for_update().filter(id=draft.id, submitted_at__isnull=True).first()
    if locked is None:
        raise DraftGone
    return locked


def remove_file(*, draft: Draft, file_id: int) -> None:
    """Remove a file from a draft; one that is not there, or no longer, is no error."""
    with transaction.atomic():
        file = DraftFile.objects.select_for_update().filter(draft=lock_open(draft=draft), id=file_id).first()
        if file is not None:
            file.delete()
            transaction.on_commit(lambda: files.delete(storage_name=file.storage_name))


def discard(*, draft: Draft, at: datetime) -> None:
    """Throw a draft away: its answers, its files and its keys. A draft that was sent is left alone."""
    with transaction.atomic():
        try:
            locked = lock_open(draft=draft)
        except DraftGone:
            return
        names = list(locked.files.values_list("storage_name", flat=True))
        for purpose in PURPOSES:
            vault.destroy_key(owner=locked.id, purpose=purpose, at=at)
        locked.delete()
        transaction.on_commit(lambda: files.delete_all(storage_names=names))


def discard_expired(*, at: datetime) -> int:
    """Throw away every draft whose time is over; forget the tokens of those that were sent. Return how many."""
    expired = Draft.objects.filter(expires_at__lte=at)
    unsent = list(expired.filter(submitted_at__isnull=True))
    for draft in unsent:
        discard(draft=draft, at=at)
    expired.filter(submitted_at__isnull=False).delete()
    return len(unsent)


def _token_hash(token: str) -> str:
    return vault.lookup_hash(token, purpose="draft token")
