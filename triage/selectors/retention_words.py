"""Reading what people wrote where cases are kept, held and erased."""

from collections.abc import Iterable
from typing import Any

from hatehub.vault import services as vault
from hatehub.vault.models import Purpose
from triage.models import ErasureRequest, LegalHold, RetentionReview

Row = RetentionReview | LegalHold | ErasureRequest


def purpose_of(row: Row) -> Purpose:
    """Return which key of its report seals what is written on a row."""
    return Purpose.PERSON if isinstance(row, ErasureRequest) else Purpose.MATERIAL


def field_of(row: Row, name: str) -> str:
    """Return the name under which a text of a row is sealed."""
    return f"{type(row).__name__.lower()}:{name}:{row.pk}"


def read(rows: Iterable[Row], name: str) -> dict[int, str]:
    """Return the texts of rows of one kind by id, with one query, without those that are erased or were not given."""
    given = [row for row in rows if getattr(row, f"sealed_{name}") is not None]
    values: dict[int, Any] = {
        row.pk: (row.report_id, field_of(row, name), getattr(row, f"sealed_{name}")) for row in given
    }
    return vault.unseal_each(values, purpose=purpose_of(given[0])) if given else {}
