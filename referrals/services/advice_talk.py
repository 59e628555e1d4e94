"""What was said in a request for advice and what was answered: sealed under the material key of the report."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from hatehub.vault import services as vault
from hatehub.vault.models import Purpose
from referrals.models import AdviceRequest

HUB_SIDE, BODY_SIDE = "hub", "body"


@dataclass(frozen=True, kw_only=True)
class Line:
    """One thing that was said; `side` is "hub" or "body"."""

    side: str
    text: str
    at: datetime


@dataclass(frozen=True, kw_only=True)
class Opened:
    """A request with its words. Both are empty, and `is_erased` true, where the material is erased."""

    row: AdviceRequest
    talk: tuple[Line, ...] = ()
    answer: dict[str, str] | None = None
    is_erased: bool = False


def open_all(rows: Iterable[AdviceRequest]) -> list[Opened]:
    """Return requests with their words, in the order given, with one query."""
    chosen = list(rows)
    sealed: dict[tuple[str, UUID], Any] = {
        ("talk", row.id): (row.report_id, _field(row, "talk"), row.sealed_talk) for row in chosen
    }
    sealed |= {
        ("answer", row.id): (row.report_id, _field(row, "answer"), row.sealed_answer)
        for row in chosen
        if row.sealed_answer is not None
    }
    opened = vault.unseal_each(sealed, purpose=Purpose.MATERIAL) if sealed else {}
    return [
        Opened(
            row=row,
            talk=tuple(_line(each) for each in opened.get(("talk", row.id), [])),
            answer=opened.get(("answer", row.id)),
            is_erased=("talk", row.id) not in opened,
        )
        for row in chosen
    ]


def open_one(row: AdviceRequest) -> Opened:
    """Return one request with its words."""
    return open_all([row])[0]


def begin(row: AdviceRequest, *, text: str, at: datetime) -> None:
    """Put the first words into a request that is not stored yet. Raises KeyDestroyed."""
    _seal_talk(row, [_written(HUB_SIDE, text, at)])


def add(row: AdviceRequest, *, side: str, text: str, at: datetime) -> None:
    """Add words to a request; the caller stores it. Raises KeyDestroyed."""
    said = vault.unseal(row.sealed_talk, owner=row.report_id, purpose=Purpose.MATERIAL, field=_field(row, "talk"))
    _seal_talk(row, [*said, _written(side, text, at)])


def put_answer(row: AdviceRequest, answer: dict[str, str]) -> None:
    """Put the answer into a request; the caller stores it. Raises KeyDestroyed."""
    field = _field(row, "answer")
    row.sealed_answer = vault.seal(answer, owner=row.report_id, purpose=Purpose.MATERIAL, field=field)


def _seal_talk(row: AdviceRequest, said: list[dict[str, str]]) -> None:
    field = _field(row, "talk")
    row.sealed_talk = vault.seal(said, owner=row.report_id, purpose=Purpose.MATERIAL, field=field)


def _written(side: str, text: str, at: datetime) -> dict[str, str]:
    return {"side": side, "text": text, "at": at.isoformat()}


def _line(said: dict[str, str]) -> Line:
    return Line(side=said["side"], text=said["text"], at=datetime.fromisoformat(said["at"]))


def _field(row: AdviceRequest, what: str) -> str:
    return f"advice:{row.id}:{what}"
