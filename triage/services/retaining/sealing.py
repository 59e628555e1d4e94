"""Sealing what people write where cases are kept, held and erased, under a key of the report that it stands beside."""

from hatehub.vault import services as vault
from triage.selectors.retention_words import Row, field_of, purpose_of


def seal(row: Row, name: str, text: str) -> bytes:
    """Return a text sealed for a row that is saved already. Raises KeyDestroyed."""
    return vault.seal(text, owner=row.report_id, purpose=purpose_of(row), field=field_of(row, name))
