"""Every statement of the final submit with its plan, so that what grows with the stored reports can be seen."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection

from tests.benches.people import with_everything

EXPLAINED = ("SELECT", "INSERT", "UPDATE", "DELETE")
SCAN = re.compile(r"Seq Scan on (\w+)")
TIME = re.compile(r"(?:Execution|Planning) Time: ([\d.]+) ms")
SMALL_TABLES = ("reference_", "django_", "reports_messagetext")


def print_plans(*, is_long: bool) -> None:
    """Send one full report, each of its statements run once more under EXPLAIN ANALYZE and rolled back first."""
    person, plans = with_everything(), []
    with _explained(plans):
        person.send("/report/check/", {})
    for statement, plan in plans:
        milliseconds = sum(map(float, TIME.findall(plan)))
        scans = [name for name in SCAN.findall(plan) if not name.startswith(SMALL_TABLES)]
        warning = f"   SEQUENTIAL SCAN OF {', '.join(scans)}" if scans else ""
        print(f"    {milliseconds:7.3f} ms  {statement[:96]}{warning}")
        if is_long:
            print("\n".join(f"        {each}" for each in plan.splitlines()))


@contextmanager
def _explained(plans: list[tuple[str, str]]) -> Iterator[None]:
    def explain(execute: Any, sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
        if not sql.lstrip().startswith(EXPLAINED):
            plans.append((sql, ""))
            return execute(sql, params, many, context)
        plans.append((sql, _plan(context["connection"], sql, params)))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(explain):
        yield


def _plan(at: Any, sql: str, params: Any) -> str:
    """Return the plan of a statement that really ran and was undone."""
    with at.connection.cursor() as cursor:
        outside = at.connection.autocommit
        if outside:
            cursor.execute("BEGIN")
        cursor.execute("SAVEPOINT plan")
        cursor.execute(f"EXPLAIN (ANALYZE, BUFFERS) {sql}", params)
        found = "\n".join(row[0] for row in cursor.fetchall())
        cursor.execute("ROLLBACK TO SAVEPOINT plan")
        if outside:
            cursor.execute("ROLLBACK")
    return found
