"""`make bench-search`: what a search costs beside many reports, in time of the web process and of PostgreSQL.

The words are invented numbers, as often as words are (Zipf), and some put in with a known frequency. The rows are
stored with COPY, which is told apart.
"""

import argparse
import io
import os
import statistics
import sys
import time
import uuid
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import psutil

from tests.benches import stage

SIZES = (20_000, 200_000, 1_000_000)
VOCABULARY = 300_000
FEWEST, MOST = 25, 110
ROUNDS = 15
OFTEN = {"fieldstone": 0.3, "lantern": 0.3, "harbour": 0.01}
RARE, RARE_EVERY = "sycamore", 100_000
QUESTIONS = (
    ("word in 30 %", "fieldstone", ()),
    ("word in 1 %", "harbour", ()),
    ("word in 0.001 %", RARE, ()),
    ("two common words", "fieldstone lantern", ()),
    ("either of two", "fieldstone or lantern", ()),
    ("phrase", '"fieldstone lantern"', ()),
    ("phrase that is nowhere", '"lantern fieldstone"', ()),
    ("word in 30 %, filter 1 in 7", "fieldstone", (("strand:s3",),)),
    ("word in 30 %, filter 1 in 997", "fieldstone", (("area:a3",),)),
    ("word that is nowhere", "windowsill", ()),
)


def main() -> None:
    """Measure one size, or each in turn in a process of its own."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int)
    chosen = parser.parse_args().rows
    for rows in [chosen] if chosen else SIZES:
        with stage.temporary_folder() as folder:
            print(f"# {stage.check_room(folder, rows=rows)}", file=sys.stderr)
            stage.set_environment(folder)
            with stage.servers(folder, durable=False):
                _measure(rows)


def _measure(rows: int) -> None:
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    call_command("load_reference")
    began = time.monotonic()
    _store(rows)
    print(f"{rows:,} reports stored in {time.monotonic() - began:.0f} s")
    _ask_all()


def _store(rows: int) -> None:
    """Store cases, reports and search documents, newest last; nothing else of a report is read by a search."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute(BESIDE)
        for (index,) in cursor.fetchall():
            cursor.execute(f"DROP INDEX {index}")
        for number, texts in enumerate(_blocks(rows)):
            for statement, text in zip(STATEMENTS, texts, strict=True):
                cursor.copy_expert(statement, io.StringIO(text))
            print(f"# {number}", end="\r", file=sys.stderr)
        cursor.execute("SET maintenance_work_mem = '700MB'")
        cursor.execute(
            "CREATE INDEX searchdocument_by_lexeme ON triage_searchdocument USING gin (vector) WITH (fastupdate = off)"
        )
        cursor.execute("SELECT setval(pg_get_serial_sequence('triage_searchdocument', 'id'), %s)", [rows])
        cursor.execute("SET session_replication_role = DEFAULT")
        for table in ("reports_report", "reports_case", "triage_searchdocument"):
            cursor.execute(f"VACUUM ANALYZE {table}")
        cursor.execute(
            "SELECT pg_total_relation_size('triage_searchdocument'), pg_relation_size('searchdocument_by_lexeme')"
        )
        total, index = cursor.fetchone()
        print(f"search documents {total / 1e6:,.0f} MB, of which the index {index / 1e6:,.0f} MB")


BESIDE = """
    SELECT indexrelid::regclass FROM pg_index
    WHERE indrelid IN ('reports_report'::regclass, 'triage_searchdocument'::regclass)
    AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = indexrelid)
"""
"""The indexes that a search does not read, and the one that is faster to make afterwards."""
COLUMNS = (
    "id, reference, receipt_hash, case_id, state, state_since, due_at, version, outcome, outcome_reason, submitted_at,"
    " channel, language, is_online, strands, sealed_narrative, suspect_whereabouts, victim_area, is_demonstration,"
    " queue_terms"
)
STATEMENTS = (
    "COPY reports_case (id, reference, lead_id, opened_at) FROM STDIN",
    f"COPY reports_report ({COLUMNS}) FROM STDIN",
    "COPY triage_searchdocument (id, report_id, is_withheld, vector) FROM STDIN",
)


def _blocks(rows: int) -> Iterator[tuple[str, str, str]]:
    """Yield the rows of the three tables, a block of documents at a time."""
    from triage.rules.search.lexemes import BLOCK, block_code, hashed
    from triage.rules.search.tokens import Kind, Token
    from triage.selectors.search_tables import get_reading, lexeme_key

    key, random = lexeme_key(), np.random.default_rng(6)
    often = {hashed(get_reading().words(word)[0], key=key): share for word, share in OFTEN.items()}
    rare = hashed(get_reading().words(RARE)[0], key=key)
    invented = np.array([hashed(Token(Kind.WORD, f"w{number}"), key=key) for number in range(VOCABULARY)])
    shares = 1 / (np.arange(VOCABULARY) + 15) ** 1.05
    summed = np.cumsum(shares / shares.sum())
    for start in range(0, rows, BLOCK):
        cases, reports, documents = [], [], []
        lengths = random.integers(FEWEST, MOST, min(BLOCK, rows - start))
        drawn = invented[np.minimum(np.searchsorted(summed, random.random(lengths.sum())), VOCABULARY - 1)]
        at = 0
        for number, length in enumerate(lengths, start=start + 1):
            words = drawn[at : at + length].tolist()
            at += length
            placed = [word for word, share in often.items() if random.random() < share]
            if number % RARE_EVERY == min(RARE_EVERY, rows) // 2:
                placed.append(rare)
            words[5:5] = placed
            own, case = uuid.uuid4(), uuid.uuid4()
            cases.append(f"{case}\tC{number:015x}\t{own}\t2026-01-01")
            reports.append(_report(own, case, number))
            documents.append(f"{number}\t{own}\tf\t{_vector(block_code(number), words)}")
        yield "\n".join(cases), "\n".join(reports), "\n".join(documents)


def _report(own: uuid.UUID, case: uuid.UUID, number: int) -> str:
    terms = f"{{strand:s{number % 7},area:a{number % 997}}}"
    sealed = "\\\\x" + "5a" * 400
    return (
        f"{own}\tR{number:015x}\tx\t{case}\treceived\t2026-01-01\t2026-01-02\t1\t\t\t2026-01-01\tweb_form\ten\tt\t{{}}"
        f"\t{sealed}\tunknown\t{{}}\tf\t{terms}"
    )


def _vector(block: str, words: list[str]) -> str:
    places: dict[str, list[int]] = {}
    for place, word in enumerate(words, start=1):
        places.setdefault(word, []).append(place)
    return " ".join(f"'{block}{word}':{','.join(f'{place}B' for place in at)}" for word, at in places.items())


def _ask_all() -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from hatehub.accounts.actors import Actor
    from hatehub.accounts.roles import Role
    from triage.selectors.searching import find

    by = Actor(role=Role.OFFICER, identifier="bench")
    connection.ensure_connection()
    server = psutil.Process(connection.connection.info.backend_pid)
    print(f"{'':32} {'statements':>10} {'web ms':>8} {'PostgreSQL ms':>14} {'both':>8}   cases")
    for name, query, terms in QUESTIONS:
        with CaptureQueriesContext(connection) as captured:
            found = find(query=query, by=by, terms=terms)
        web, database = [], []
        for _ in range(3):
            own, other = time.process_time(), sum(server.cpu_times()[:2])
            for _ in range(ROUNDS):
                find(query=query, by=by, terms=terms)
            web.append((time.process_time() - own) / ROUNDS * 1000)
            database.append((sum(server.cpu_times()[:2]) - other) / ROUNDS * 1000)
        more = ", and more" if found.is_more else ""
        both = statistics.median(web) + statistics.median(database)
        print(
            f"{name:32} {len(captured):>10} {statistics.median(web):>8.1f} {statistics.median(database):>14.1f}"
            f" {both:>8.1f}   {found.total:,}{more}",
            flush=True,
        )


if __name__ == "__main__":
    os.chdir(Path(__file__).parents[2])
    main()
