"""Writing the facts of statistics: what the case tables say now, and only where that differs from what is there."""

from django.db import connection, models
from django.utils import timezone

from intel.models import ReportFact, SupportFact, TakedownFact
from intel.selectors import fact_statements

STATEMENTS: tuple[tuple[type[models.Model], str], ...] = (
    (ReportFact, fact_statements.REPORTS),
    (TakedownFact, fact_statements.TAKEDOWNS),
    (SupportFact, fact_statements.SUPPORT),
)
STEPS = (
    "DROP TABLE IF EXISTS {table}_derived",
    "CREATE TEMPORARY TABLE {table}_derived (LIKE {table}) ON COMMIT DROP",
    "INSERT INTO {table}_derived ({columns}) {statement}",
    "ANALYZE {table}_derived",
)
REMOVE = "DELETE FROM {table} f WHERE NOT EXISTS (SELECT FROM {table}_derived d WHERE d.{key} = f.{key})"
WRITE = """
INSERT INTO {table} ({columns}) SELECT {columns} FROM {table}_derived d
WHERE NOT EXISTS (
    SELECT FROM {table} f WHERE f.{key} = d.{key} AND ROW({of_facts}) IS NOT DISTINCT FROM ROW({of_derived})
)
ON CONFLICT ({key}) DO UPDATE SET {excluded}
"""


def derive_all(*, rebuild: bool) -> int:
    """Make all facts what the case tables say; return how many rows were written or removed.

    With `rebuild` every fact is removed first. Call it within a transaction that sees one moment.
    """
    return sum(_derive(model, statement, rebuild=rebuild) for model, statement in STATEMENTS)


def _derive(model: type[models.Model], statement: str, *, rebuild: bool) -> int:
    columns = [str(field.column) for field in model._meta.concrete_fields]
    key = str(model._meta.pk.column)  # type: ignore[union-attr]
    names = {
        "table": model._meta.db_table,
        "key": key,
        "columns": ", ".join(columns),
        "statement": statement,
        "of_facts": ", ".join(f"f.{each}" for each in columns),
        "of_derived": ", ".join(f"d.{each}" for each in columns),
        "excluded": ", ".join(f"{each} = excluded.{each}" for each in columns if each != key),
    }
    zone = {"zone": timezone.get_default_timezone_name()}
    with connection.cursor() as cursor:
        if rebuild:
            cursor.execute("DELETE FROM {table}".format_map(names))
        for step in STEPS:
            cursor.execute(step.format_map(names), zone)
        cursor.execute(REMOVE.format_map(names))
        removed = cursor.rowcount
        cursor.execute(WRITE.format_map(names))
        written = cursor.rowcount
        cursor.execute("DROP TABLE {table}_derived".format_map(names))
        if written + removed:
            cursor.execute("ANALYZE {table}".format_map(names))
    return int(removed + written)
