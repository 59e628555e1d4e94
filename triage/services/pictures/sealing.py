"""Prints sealed under the material key of their report, and opened again."""

import base64
from collections.abc import Iterable
from uuid import UUID

from hatehub.vault import services as vault
from hatehub.vault.models import Purpose
from triage.models import PicturePrint
from triage.rules.pictures.prints import VERSION, Print
from triage.services.pictures.packing import pack, unpack


def seal_print(print_: Print, *, owner: UUID, evidence_id: int) -> bytes:
    """Return a print sealed under its report's material key. Raises KeyDestroyed."""
    packed = base64.b64encode(pack(print_)).decode()
    return vault.seal(packed, owner=owner, purpose=Purpose.MATERIAL, field=_field(evidence_id, VERSION))


def open_prints(rows: Iterable[PicturePrint]) -> dict[int, Print]:
    """Return the prints of rows by the rows' ids, with one query; those whose key is destroyed are left out."""
    sealed = {
        row.id: (row.report_id, _field(row.evidence_id, row.version), row.sealed)
        for row in rows
        if row.sealed is not None
    }
    opened = vault.unseal_each(sealed, purpose=Purpose.MATERIAL)
    return {row_id: unpack(base64.b64decode(packed)) for row_id, packed in opened.items()}


def _field(evidence_id: int, version: int) -> str:
    return f"picture-print:{evidence_id}:{version}"
