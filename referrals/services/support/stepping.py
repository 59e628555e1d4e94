"""The one frame through which every referral to a support service takes every step."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from hatehub.accounts.actors import Actor
from hatehub.accounts.permissions import require
from hatehub.accounts.roles import Action
from hatehub.audit.services import record
from hatehub.vault import services as vault
from hatehub.vault.models import Purpose
from referrals.models import SupportReferral
from referrals.rules.support.steps import check_step

LONGEST_WORDS = 2000


@dataclass(frozen=True, kw_only=True)
class Line:
    """What somebody wrote with a step; `by` is the form of the audit, such as `partner:CODE`."""

    step: str
    text: str
    by: str
    at: datetime


@transaction.atomic
def take_step(
    *,
    referral_id: UUID,
    step: str,
    by: Actor,
    at: datetime,
    words: str = "",
    details: Mapping[str, Any] | None = None,
    arguments: Mapping[str, Any] | None = None,
) -> SupportReferral:
    """Lock the referral, check, move, save and audit: all of it, or nothing.

    `arguments` go to the transition; `words` are sealed under the person key of the report, and left out where that
    is destroyed. Raises StepRefused, NotPermitted.
    """
    row = lock(referral_id)
    checked = check_step(step, state=row.state)
    require(by=by, action=Action(checked.action))
    stood_at = row.state
    getattr(row, step)(at=at, **(arguments or {}))
    row.state_since, row.position = at, None
    add_words(row, step=step, text=words, by=by, at=at)
    row.save()
    note(row, verb=checked.verb, by=by, at=at, details={"from": stood_at, "to": row.state, **(details or {})})
    return row


def lock(referral_id: UUID) -> SupportReferral:
    """Lock a referral in the caller's transaction, and return it with its report and the case of that."""
    rows = SupportReferral.objects.select_for_update(of=("self",), no_key=True)
    return rows.select_related("report__case", "report__complainant").get(id=referral_id)


def note(row: SupportReferral, *, verb: str, by: Actor, at: datetime, details: Mapping[str, Any] | None = None) -> None:
    """Write what became of a referral into the audit of its report: codes alone, no words."""
    facts = {"support": str(row.id), "service": row.partner_code, **(details or {})}
    record(subject=f"report:{row.report.reference}", verb=verb, by=by, at=at, details=facts)


def add_words(row: SupportReferral, *, step: str, text: str, by: Actor, at: datetime) -> None:
    """Add what somebody wrote; the caller stores it. Nothing is kept once the person has been erased."""
    if not text.strip():
        return
    said = {"step": step, "text": text.strip()[:LONGEST_WORDS], "by": str(by), "at": at.isoformat()}
    try:
        earlier = _unsealed(row) if row.sealed_words is not None else []
        row.sealed_words = vault.seal(
            [*earlier, said], owner=row.report_id, purpose=Purpose.PERSON, field=words_field(row.id)
        )
    except vault.KeyDestroyed:
        return


def _unsealed(row: SupportReferral) -> list[dict[str, str]]:
    sealed = bytes(row.sealed_words or b"")
    said = vault.unseal(sealed, owner=row.report_id, purpose=Purpose.PERSON, field=words_field(row.id))
    return list(said)


def words_field(referral_id: UUID) -> str:
    """Return the field that the words of a referral are sealed as."""
    return f"support:{referral_id}"


def read_words(*, rows: Iterable[SupportReferral]) -> dict[UUID, list[Line]]:
    """Return what was written with each referral, with one query; nothing where the person has been erased."""
    chosen = list(rows)
    sealed: dict[UUID, tuple[UUID, str, bytes | memoryview]] = {
        row.id: (row.report_id, words_field(row.id), row.sealed_words) for row in chosen if row.sealed_words is not None
    }
    opened = vault.unseal_each(sealed, purpose=Purpose.PERSON) if sealed else {}
    return {row.id: [_line(said) for said in opened.get(row.id, [])] for row in chosen}


def _line(said: Mapping[str, str]) -> Line:
    return Line(step=said["step"], text=said["text"], by=said["by"], at=datetime.fromisoformat(said["at"]))
