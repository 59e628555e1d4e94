"""Drafts: what somebody has answered so far, sealed on the server, and thrown away after seven days."""

import secrets
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction

from hatehub.vault import services as vault
from hatehub.vault.models import Purpose
from reports.models import Draft, DraftFile
from reports.services import files

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


def read_answers(*, draft: Draft) -> dict[str, Any]:
    """Return what has been answered, by step."""
    if draft.sealed_answers is None:
        return {}
    answers = vault.unseal(draft.sealed_answers, owner=draft.id, purpose=Purpose.PERSON, field="answers")
    return dict(answers)


@transaction.atomic
def save_answer(*, draft: Draft, step: str, answer: dict[str, Any]) -> None:
    """Keep one step's answer. A second tab that saves another step loses nothing. Raises DraftGone."""
    locked = lock_open(draft=draft)
    answers = read_answers(draft=locked) | {step: answer}
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
