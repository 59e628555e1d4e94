"""Writing the facts of statistics: what the case tables say now, and only where that differs from what is there."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db import connection, models
from django.utils import timezone

from intel.models import ReportFact, SupportFact, TakedownFact
from intel.rules.statistics.terms import Unit
from intel.selectors import fact_statements

STATEMENTS: Mapping[Unit, tuple[type[models.Model], str]] = {
    Unit.REPORT: (ReportFact, fact_statements.REPORTS),
    Unit.TAKEDOWN: (TakedownFact, fact_statements.TAKEDOWNS),
    Unit.SUPPORT: (SupportFact, fact_statements.SUPPORT),
}
LENGTH = re.compile(r"\(\d+\)")
DERIVE = (
    "DROP TABLE IF EXISTS {table}_derived, {table}_changed",
    # Only a table that is created from a query may be filled by several processes at once.
    "CREATE TEMPORARY TABLE {table}_derived ON COMMIT DROP AS SELECT {typed} FROM ({statement}) AS told ({columns})",
    "ANALYZE {table}_derived",
)
COMPARE = """
CREATE TEMPORARY TABLE {table}_changed ON COMMIT DROP AS
SELECT coalesce(d.{key}, f.{key}) AS {key}, d.{key} IS NULL AS is_gone, d.month AS new_month, f.month AS old_month
FROM {table}_derived d FULL JOIN {table} f ON f.{key} = d.{key}
WHERE ROW({of_facts}) IS DISTINCT FROM ROW({of_derived})
"""
WRITE = (
    "DELETE FROM {table} f USING {table}_changed changed WHERE changed.{key} = f.{key}",
    """INSERT INTO {table} ({columns}) SELECT {of_derived}
    FROM {table}_derived d JOIN {table}_changed changed ON changed.{key} = d.{key}""",
    "DROP TABLE {table}_derived",
)


@dataclass(frozen=True, kw_only=True)
class Derived:
    """How many facts were written or removed, and the months of each unit in which any was, before or after."""

    written: int
    months: Mapping[Unit, frozenset[date]]


def derive_all(*, rebuild: bool) -> Derived:
    """Make all facts what the case tables say; with `rebuild` every fact is removed first.

    Call it within a transaction that sees one moment.
    """
    written, months = 0, {}
    for unit, (model, statement) in STATEMENTS.items():
        number, months[unit] = _derive(model, statement, rebuild=rebuild)
        written += number
    return Derived(written=written, months=months)


def _derive(model: type[models.Model], statement: str, *, rebuild: bool) -> tuple[int, frozenset[date]]:
    columns = [str(field.column) for field in model._meta.concrete_fields]
    # Without its length: a value that is too long is to be refused where it is written, not cut.
    kinds = [LENGTH.sub("", str(field.db_type(connection))) for field in model._meta.concrete_fields]
    names = {
        "table": model._meta.db_table,
        "key": str(model._meta.pk.column),  # type: ignore[union-attr]
        "columns": ", ".join(columns),
        "typed": ", ".join(f"told.{each}::{kind} AS {each}" for each, kind in zip(columns, kinds, strict=True)),
        "statement": statement,
        "of_facts": ", ".join(f"f.{each}" for each in columns),
        "of_derived": ", ".join(f"d.{each}" for each in columns),
    }
    zone = {"zone": timezone.get_default_timezone_name()}
    with connection.cursor() as cursor:
        if rebuild:
            cursor.execute("DELETE FROM {table}".format_map(names))
        for step in DERIVE:
            cursor.execute(step.format_map(names), zone)
        cursor.execute(COMPARE.format_map(names))
        written = cursor.rowcount
        for step in WRITE:
            cursor.execute(step.format_map(names))
        if written:
            cursor.execute("ANALYZE {table}".format_map(names))
        changed = "SELECT new_month FROM {table}_changed UNION SELECT old_month FROM {table}_changed"
        cursor.execute(changed.format_map(names))
        months = frozenset(month for (month,) in cursor.fetchall() if month)
        cursor.execute("DROP TABLE {table}_changed".format_map(names))
    return int(written), months
