"""What is written with a line of enquiry: sealed under the subject key, because it may name a person."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from hatehub.accounts.actors import Actor
from hatehub.vault import services as vault
from hatehub.vault.models import Purpose
from intel.models import Enquiry

LONGEST = 4000


@dataclass(frozen=True, kw_only=True)
class Words:
    """What somebody wrote with a step; `by` is the form of the audit, such as `officer:name`."""

    step: str
    text: str
    by: str
    at: datetime


def add(row: Enquiry, *, step: str, text: str, by: Actor, at: datetime) -> None:
    """Add what somebody wrote; the caller stores it. Nothing is kept once the subject's key is destroyed."""
    if not text.strip():
        return
    said = {"step": step, "text": text.strip()[:LONGEST], "by": str(by), "at": at.isoformat()}
    try:
        row.sealed_words = vault.seal(
            [*_unsealed(row), said], owner=row.report_id, purpose=Purpose.SUBJECT, field=_field(row.id)
        )
    except vault.KeyDestroyed:
        return


def read(*, rows: Iterable[Enquiry]) -> dict[UUID, list[Words]]:
    """Return what was written with each line, with one query; nothing where the subject's key is destroyed."""
    sealed: dict[UUID, tuple[UUID, str, bytes | memoryview]] = {
        row.id: (row.report_id, _field(row.id), row.sealed_words) for row in rows if row.sealed_words is not None
    }
    opened = vault.unseal_each(sealed, purpose=Purpose.SUBJECT) if sealed else {}
    return {name: [_words(said) for said in lines] for name, lines in opened.items()}


def _unsealed(row: Enquiry) -> list[dict[str, str]]:
    if row.sealed_words is None:
        return []
    sealed = bytes(row.sealed_words)
    return list(vault.unseal(sealed, owner=row.report_id, purpose=Purpose.SUBJECT, field=_field(row.id)))


def _words(said: Mapping[str, str]) -> Words:
    return Words(step=said["step"], text=said["text"], by=said["by"], at=datetime.fromisoformat(said["at"]))


def _field(enquiry_id: UUID) -> str:
    return f"enquiry:{enquiry_id}"
