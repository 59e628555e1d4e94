"""An index of pictures for one run of a command: the hub's table and look-up, in temporary tables."""

import uuid
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

from django.db import connection

from triage.models import PicturePrint
from triage.rules.pictures.prints import VERSION, Print
from triage.rules.pictures.verdict import Verdict
from triage.services.pictures.finding import rank
from triage.services.pictures.index import stored_keys
from triage.services.pictures.packing import pack, unpack

NOBODY = uuid.UUID(int=0)
LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)


@contextmanager
def scratch_index() -> Iterator[None]:
    """Let this session see an empty table of prints, with its indexes, in place of the hub's; it goes at the end.

    A temporary table hides the real one from its session alone and goes with the session, even one that is killed.
    Nothing of the hub is read or written, and the hub's tables need not be there.
    """
    with connection.schema_editor() as editor:
        editor.sql_create_table = editor.sql_create_table.replace("CREATE TABLE", "CREATE TEMPORARY TABLE")
        editor.create_model(PicturePrint)
        editor.deferred_sql = [made for made in editor.deferred_sql if "FOREIGN KEY" not in str(made)]
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f"DROP TABLE pg_temp.{PicturePrint._meta.db_table}")


def add(prints: Iterable[Print]) -> list[int]:
    """Add prints to the scratch index; return their numbers in it."""
    rows = [
        PicturePrint(
            report_id=uuid.uuid4(),
            evidence_id=number,
            version=VERSION,
            state=PicturePrint.State.PRINTED,
            keys=stored_keys(print_.points),
            sealed=pack(print_),
            printed_at=LONG_AGO,
        )
        for number, print_ in enumerate(prints, start=PicturePrint.objects.count())
    ]
    return [row.id for row in PicturePrint.objects.bulk_create(rows, batch_size=500)]


def settle() -> None:
    """Let PostgreSQL count what is in the scratch index, as autovacuum does for the hub's."""
    with connection.cursor() as cursor:
        cursor.execute(f"ANALYZE pg_temp.{PicturePrint._meta.db_table}")


def find_likest(print_: Print) -> tuple[int, Verdict] | None:
    """Return the number of the print in the scratch index that is likest to one, with the verdict."""
    ranked = rank(print_, leave_out=NOBODY, opening=_open)
    return (ranked[0][0].id, ranked[0][1]) if ranked else None


def _open(rows: Iterable[PicturePrint]) -> dict[int, Print]:
    return {row.id: unpack(bytes(row.sealed)) for row in rows if row.sealed is not None}
