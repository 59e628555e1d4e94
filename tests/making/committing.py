"""A pytest plugin for tests that really commit: `committed`, and `together` to run calls at the same moment."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection


@pytest.fixture
def _reference_restored(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Load the reference data again after the flush that ends a committing test."""
    yield
    with django_db_blocker.unblock():
        call_command("load_reference")
        connection.close()


@pytest.fixture
def committed(_reference_restored: None, transactional_db: None) -> None:
    """Let a test commit for real; the reference data is there, before and after."""
    if not _has_reference_data():
        call_command("load_reference")


def _has_reference_data() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT EXISTS (SELECT 1 FROM reference_force)")
        return bool(cursor.fetchone()[0])


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
