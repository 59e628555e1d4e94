"""Rows for the workbench's lists: cases that differ in everything a list can be asked for. Stored with COPY and SQL."""

import io
import random
import uuid
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection

from hatehub.vault import keyring
from hatehub.vault.models import Purpose
from hatehub.vault.rules import ciphers
from tests.benches.told_rows import SHOWN_WORDS, line

BATCH = 5_000
OPEN_SHARE, CLOSED_SHARE = 0.2, 0.6
OPEN_STATES = (
    *("received",) * 6,
    *("in_triage",) * 3,
    *("assessed_crime", "assessed_non_crime", "out_of_scope", "assigned", "packaged", "with_force"),
)
STRANDS = ("race", "religion", "sexual_orientation", "disability", "transgender", "other_hostility")
STRAND_WEIGHTS = (40, 30, 14, 9, 6, 1)
PLATFORMS = ("x", "facebook", "tiktok", "youtube", "instagram", "telegram", "reddit", "bluesky", "mastodon", "gab")
PLATFORM_WEIGHTS = (35, 20, 14, 10, 8, 6, 3, 2, 1, 1)
KINDS, KIND_WEIGHTS = ("victim", "witness", "third_party", "professional"), (40, 45, 10, 5)
LANGUAGES, LANGUAGE_WEIGHTS = ("en-gb", "cy", "ar", "ur", "pl", "pa", "fr", "ro"), (90, 2, 2, 2, 1, 1, 1, 1)
BANDS, BAND_WEIGHTS = (0, 1, 2, 3), (1, 9, 30, 60)
NAMES = [f"officer-{number}" for number in range(40)]
MARKS = {"danger": 0.02, "review": 0.005, "unread": 0.03, "several": 0.05, "burst": 0.01, "read_again": 0.01}
COLUMNS = {
    "reports_case": ("id", "reference", "lead_id", "merged_into_id", "opened_at"),
    "reports_report": (
        *("id", "reference", "receipt_hash", "case_id", "state", "state_since", "due_at", "version", "outcome"),
        *("outcome_reason", "submitted_at", "channel", "language", "is_online", "strands", "sealed_narrative"),
        *("suspect_whereabouts", "victim_area", "is_demonstration", "danger", "circumstances", "queue_place"),
        *("time_bar_on", "queue_terms"),
    ),
    "reports_complainant": (
        *("report_id", "identity", "kind", "has_email", "details_in_mail", "wants_updates", "shares_with_force"),
        *("shares_with_support", "shares_with_experts"),
    ),
    "reports_content": ("report_id", "position", "url", "platform_code", "account_handle", "post_key", "sealed_words"),
    "vault_datakey": ("owner", "purpose", "master_key_id", "wrapped", "created_at"),
    "triage_priority": (
        *("case_id", "score", "band", "carried_band", "parts", "version", "computed_at", "changes_at"),
        *("overridden_band", "overridden_by"),
    ),
    "triage_claim": ("case_id", "officer_id", "claimed_at", "claimed_by", "ended_by", "ended_as", "reason"),
}


class Maker:
    """Makes reports by number, the oldest first; the same each time."""

    def __init__(self, *, rows: int, now: datetime, officers: dict[str, int], team: int, forces: list[str]) -> None:
        self._rows, self._now, self._officers, self._team, self._forces = rows, now, officers, team, forces
        self._chance = random.Random(rows)
        self._master_id = keyring.active_key_id()
        self._master = keyring.master_key(self._master_id)

    def store(self) -> None:
        """Load all rows, the server checking no foreign key, and let it note what it holds."""
        for rows in self._batches():
            with connection.cursor() as cursor:
                cursor.execute("SET session_replication_role = replica")
                for table, columns in COLUMNS.items():
                    names = ", ".join(columns)
                    cursor.copy_expert(f"COPY {table} ({names}) FROM STDIN", io.StringIO("".join(rows[table])))
                cursor.execute("SET session_replication_role = DEFAULT")
        with connection.cursor() as cursor:
            cursor.execute("VACUUM (ANALYZE)")

    def _batches(self) -> Iterator[dict[str, list[str]]]:
        for start in range(0, self._rows, BATCH):
            rows: dict[str, list[str]] = {table: [] for table in COLUMNS}
            for number in range(start, min(self._rows, start + BATCH)):
                self._add(rows, number)
            yield rows

    def _add(self, rows: dict[str, list[str]], number: int) -> None:
        chance = self._chance
        share, own, case = (
            chance.random(),
            uuid.UUID(int=chance.getrandbits(128)),
            uuid.UUID(int=chance.getrandbits(128)),
        )
        is_open = share < OPEN_SHARE
        state = chance.choice(OPEN_STATES) if is_open else "closed" if share < OPEN_SHARE + CLOSED_SHARE else "merged"
        sent = self._now - timedelta(minutes=2 * (self._rows - number))
        due = (self._now + timedelta(hours=chance.gauss(30, 40))).isoformat() if is_open else None
        told = self._told(state)
        band, score = chance.choices(BANDS, BAND_WEIGHTS)[0], chance.randrange(0, 400)
        place = band * 10_000 + 9_999 - score + 1
        bar = self._now.date() + timedelta(days=chance.randrange(-10, 400)) if chance.random() < 0.12 else date.max
        terms = "{" + ",".join(told["terms"]) + "}" if state != "merged" else "{}"
        rows["reports_case"].append(line(case, f"C{number:014d}", own, None, sent))
        rows["reports_report"].append(
            line(
                *(own, f"R{number:014d}", "x", case, state, sent, due, 1, "", "", sent, "web_form", told["language"]),
                *("t", "{" + ",".join(told["strands"]) + "}", "\\\\x" + "5a" * 400, "unknown"),
                *(f'{{"force": "{told["area"]}"}}', "f", "", "{}", place, bar, terms),
            )
        )
        rows["reports_complainant"].append(line(own, "anonymous", told["kind"], *"fffftt"))
        rows["reports_content"].append(self._post(rows, number, own, told["platform"], is_open=is_open, sent=sent))
        if is_open:
            names = ("urgent", "high", "normal", "low")
            rows["triage_priority"].append(line(case, score, names[band], "", "[]", "v", sent, sent, "", ""))
        if is_open and told["owner"]:
            officer = self._officers[told["owner"]]
            rows["triage_claim"].append(line(case, officer, sent, f"officer:{told['owner']}", "", "", ""))

    def _post(
        self, rows: dict[str, list[str]], number: int, own: uuid.UUID, platform: str, *, is_open: bool, sent: datetime
    ) -> str:
        words = None
        if is_open:
            key = ciphers.new_key()
            sealed = ciphers.seal(key, SHOWN_WORDS, context=f"{own}:words:1".encode())
            wrapped = ciphers.seal(self._master, key, context=f"key:{own}:{Purpose.MATERIAL.value}".encode())
            words = f"\\\\x{sealed.hex()}"
            rows["vault_datakey"].append(
                line(own, Purpose.MATERIAL.value, self._master_id, f"\\\\x{wrapped.hex()}", sent)
            )
        return line(own, 1, f"https://example.org/{number}", platform, f"account{number % 5000}", f"p:{number}", words)

    def _told(self, state: str) -> dict[str, Any]:
        chance = self._chance
        strands = list(dict.fromkeys(chance.choices(STRANDS, STRAND_WEIGHTS, k=1 if chance.random() < 0.85 else 2)))
        platform, area = chance.choices(PLATFORMS, PLATFORM_WEIGHTS)[0], chance.choice(self._forces)
        kind, language = chance.choices(KINDS, KIND_WEIGHTS)[0], chance.choices(LANGUAGES, LANGUAGE_WEIGHTS)[0]
        owner = chance.choice(NAMES) if state != "received" and chance.random() < 0.7 else ""
        terms = [f"strand:{strand}" for strand in strands]
        terms += [f"platform:{platform}", f"area:{area}", f"kind:{kind}", f"language:{language}"]
        terms += [f"owner:{owner or 'nobody'}"] + ([f"team:{self._team}"] if owner in NAMES[:4] else [])
        terms += [f"force:{chance.choice(self._forces)}"] if state in ("assigned", "packaged", "with_force") else []
        terms += [f"mark:{mark}" for mark, share in MARKS.items() if chance.random() < share]
        terms += ["waiting:complainant"] if chance.random() < 0.03 else []
        return {
            "strands": strands,
            "platform": platform,
            "area": area,
            "kind": kind,
            "language": language,
            "owner": owner,
            "terms": terms,
        }
