"""Stored reports, many of them and quickly: invented, and loaded with COPY into every table that they would fill."""

import io
from collections import defaultdict
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from itertools import chain
from typing import Any

from django.db import connection, connections, transaction

from hatehub.vault import keyring
from hatehub.vault.rules.ciphers import new_key
from tests.benches import told_rows as told
from tests.benches import worked_rows as worked
from tests.benches.invented import Inventor
from tests.benches.stories import Story, Teller

BATCH = 2_000
DRAFT_DAYS = timedelta(days=7)
COLUMNS = {
    "reports_case": told.CASE,
    "reports_report": told.REPORT,
    "reports_complainant": told.COMPLAINANT,
    "reports_content": told.CONTENT,
    "reports_evidence": told.EVIDENCE,
    "reports_gate": worked.GATE,
    "reports_statusentry": worked.STATUS_ENTRY,
    "reports_update": worked.UPDATE,
    "reports_decisionnotice": worked.NOTICE,
    "reports_draft": worked.DRAFT,
    "triage_duplicatematch": told.MATCH,
    "vault_datakey": worked.DATA_KEY,
    "audit_entry": worked.ENTRY,
    "audit_chainhead": worked.CHAIN_HEAD,
    "outbox_outboxevent": worked.EVENT,
    "outbox_delivery": worked.DELIVERY,
}
Rows = dict[str, list[str]]


class Store:
    """A database that grows by invented reports. It may grow several times; numbers go on where they stopped."""

    def __init__(self, *, now: datetime, seed: int = 1) -> None:
        self._now, self._invent = now, Inventor(seed=seed)
        self._teller = Teller(self._invent, now=now)
        self._master_id = keyring.active_key_id()
        self._reports = 0
        self._entries, self._positions = worked.counter(0), worked.counter(0)
        self.rows: dict[str, int] = dict.fromkeys(COLUMNS, 0)

    def grow(self, *, to: int) -> None:
        """Load reports until there are `to` of them, the server checking every key, in transactions of 2,000."""
        for rows in self._batches(to=to):
            self._load(rows, is_checked=True)

    def grow_quickly(self, *, to: int) -> None:
        """Do the same, a batch being made while the one before is loaded; the server looks up no foreign key.

        The same rows are proven with every check on in a test.
        """
        with ThreadPoolExecutor(max_workers=1, initializer=connections.close_all) as loader:
            loading = loader.submit(int)
            for rows in self._batches(to=to):
                loading.result()
                loading = loader.submit(self._load, rows, is_checked=False)
            loading.result()
            loader.submit(connections.close_all).result()

    def _batches(self, *, to: int) -> Iterator[Rows]:
        """Make batch after batch, numbered after what the database holds by now: somebody may have sent reports."""
        self._entries = worked.counter(_last("reports_statusentry", "id"))
        self._positions = worked.counter(_last("outbox_outboxevent", "position"))
        while self._reports < to:
            batch = range(self._reports, min(to, self._reports + BATCH))
            yield self._build(batch)
            self._reports = batch.stop

    def _build(self, numbers: range) -> Rows:
        rows: Rows = defaultdict(list)
        for number in numbers:
            story = self._teller.tell(number)
            _add_told(rows, story, self._invent, master_id=self._master_id)
            _add_worked(rows, story, self._invent, entries=self._entries, positions=self._positions)
            self._add_drafts(rows, story)
        return rows

    def _add_drafts(self, rows: Rows, story: Story) -> None:
        """Add what is left of a draft sent in the last week, and as many again that are not finished."""
        sent, invent = story.moments[0], self._invent
        if sent > self._now - DRAFT_DAYS:
            unfinished, expires = invent.identifier(), sent + DRAFT_DAYS
            draft = worked.unfinished_draft(unfinished, invent, started=sent, expires=expires)
            rows["reports_draft"] += [worked.sent_draft(story, invent), draft]
            rows["vault_datakey"] += worked.data_keys(unfinished, sent, invent, master_id=self._master_id)

    def _load(self, rows: Rows, *, is_checked: bool) -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            if not is_checked:
                cursor.execute("SET LOCAL session_replication_role = replica")
            for table, columns in COLUMNS.items():
                _copy(cursor, table, columns, rows[table])
                self.rows[table] += len(rows[table])
            names = ("reports_statusentry", "id")
            cursor.execute(f"SELECT setval(pg_get_serial_sequence('{names[0]}', 'id'), {max(1, _last(*names))})")


def _add_told(rows: Rows, story: Story, invent: Inventor, *, master_id: str) -> None:
    key = new_key() if story.is_open else None
    rows["reports_case"].append(told.case(story))
    rows["reports_report"].append(told.report(story, invent))
    rows["reports_complainant"].append(told.complainant(story, invent))
    rows["reports_content"] += told.contents(story, invent, material_key=key)
    rows["reports_evidence"] += told.evidence(story, invent)
    rows["triage_duplicatematch"] += told.match(story, invent)
    if key is None:
        rows["vault_datakey"] += worked.data_keys(story.id, story.times[0], invent, master_id=master_id)
    else:
        rows["vault_datakey"] += worked.real_data_keys(story, material_key=key, master_id=master_id)


def _add_worked(
    rows: Rows, story: Story, invent: Inventor, *, entries: Iterator[int], positions: Iterator[int]
) -> None:
    rows["reports_gate"] += worked.gates(story)
    every = chain(
        worked.told(story, invent, numbers=entries),
        worked.audit(story, invent),
        worked.events(story, invent, positions=positions),
    )
    for table, row in every:
        rows[table].append(row)


def _copy(cursor: Any, table: str, columns: tuple[str, ...], rows: list[str]) -> None:
    """Load rows through the raw psycopg2 cursor."""
    names = ", ".join(f'"{column}"' for column in columns)
    cursor.copy_expert(f'COPY "{table}" ({names}) FROM STDIN', io.StringIO("".join(rows)))


def _last(table: str, column: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT max("{column}") FROM "{table}"')
        return cursor.fetchone()[0] or 0


def settle() -> None:
    """Have the server note what it holds, as in a database that has lived: VACUUM and ANALYZE of every table."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM (ANALYZE)")


def database_bytes() -> int:
    """Return how large the database is, indexes included."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_database_size(current_database())")
        return int(cursor.fetchone()[0])
