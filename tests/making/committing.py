"""A pytest plugin for tests that really commit: `committed`, and `together` to run calls at the same moment.

Such a test makes its reports with `making.submit`; the fixtures `submit` and `report_at` open a transaction.
"""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connection

KEPT = (
    "reference_",
    "triage_policy",
    "intel_enquirymethod",
    "django_migrations",
    "django_content_type",
    "auth_permission",
)


@pytest.fixture
def committed(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Let a test commit for real; afterwards every table but those of the reference data is emptied."""
    with django_db_blocker.unblock():
        yield
        _empty_tables()
        connection.close()


def _empty_tables() -> None:
    names = connection.introspection.django_table_names(only_existing=True)
    chosen = ", ".join(f'"{name}"' for name in names if not name.startswith(KEPT))
    with connection.cursor() as cursor:
        cursor.execute(f"TRUNCATE {chosen}")


@pytest.fixture
def together(committed: None) -> Callable[..., list[Any]]:
    """Run calls in threads that start at one moment; return what each returned, or the error that it raised."""

    def run(*calls: Callable[[], Any]) -> list[Any]:
        barrier = Barrier(len(calls))

        def one(call: Callable[[], Any]) -> Any:
            try:
                barrier.wait(timeout=20)
                return call()
            except Exception as error:
                return error
            finally:
                connection.close()

        with ThreadPoolExecutor(max_workers=len(calls)) as pool:
            return list(pool.map(one, calls))

    return run
