"""Rows of an invented report with one post, sealed as the hub seals them, as COPY reads them."""

import json
from datetime import datetime
from uuid import UUID, uuid4

from hatehub.vault import keyring
from hatehub.vault.rules import ciphers

TABLES = {
    "reports_case": ("id", "reference", "lead_id", "opened_at"),
    "reports_report": (
        *("id", "reference", "receipt_hash", "case_id", "state", "state_since", "due_at", "version", "outcome"),
        *("outcome_reason", "submitted_at", "channel", "language", "is_online", "strands", "suspect_whereabouts"),
        *("victim_area", "is_demonstration"),
    ),
    "reports_content": ("report_id", "position", "url", "platform_code", "account_handle", "sealed_words"),
    "vault_datakey": ("owner", "purpose", "master_key_id", "wrapped", "created_at"),
}
PRINTS = "triage_textfingerprint"
PRINT_COLUMNS = ("report_id", "source", "position", "version", "grams")
COUNTS = "triage_numbercount"
COUNT_COLUMNS = ("version", "number", "count")


class Maker:
    """Makes the rows of reports that were all sent at one moment."""

    def __init__(self, *, at: datetime) -> None:
        self._at = at.isoformat()
        self._master_id = keyring.active_key_id()
        self._master = keyring.master_key(self._master_id)

    def rows(self, report: UUID, text: str) -> dict[str, str]:
        """Return a line for each table: a case, its report, a post with these words, and the key they are under."""
        case, number, at = uuid4(), f"{report.int:x}", self._at
        key = ciphers.new_key()
        words = json.dumps(text, ensure_ascii=False).encode()
        sealed = ciphers.seal(key, words, context=f"{report}:words:1".encode())
        wrapped = ciphers.seal(self._master, key, context=f"key:{report}:material".encode())
        return {
            "reports_case": line(case, f"C{number}", report, at),
            "reports_report": line(
                *(report, f"R{number}", "", case, "received", at, at, 1, "", "", at, "web_form", "en-gb", "t", "{}"),
                *("unknown", "{}", "f"),
            ),
            "reports_content": line(report, 1, "", "", "", bytea(sealed)),
            "vault_datakey": line(report, "material", self._master_id, bytea(wrapped), at),
        }


def print_row(report: UUID, *, source: int, version: int, grams: list[int]) -> str:
    """Return the line of a print."""
    return line(report, source, 1, version, f"{{{','.join(map(str, grams))}}}")


def bytea(value: bytes) -> str:
    """Return bytes as COPY reads them."""
    return f"\\\\x{value.hex()}"


def line(*values: object) -> str:
    """Return one row in COPY's text format; no value here holds a tab or a line end."""
    return "\t".join(map(str, values)) + "\n"
