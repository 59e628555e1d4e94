"""A pytest plugin for tests of what is said while the database is away: `with database_away():`."""

import contextlib
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import OperationalError
from django.db.models.query import QuerySet


@pytest.fixture
def database_away(monkeypatch: pytest.MonkeyPatch) -> Callable[[], contextlib.AbstractContextManager[None]]:
    """Let every query fail within the block."""

    @contextlib.contextmanager
    def away() -> Iterator[None]:
        def fail(*_arguments: Any, **_more: Any) -> None:
            raise OperationalError("server closed the connection unexpectedly")

        with monkeypatch.context() as patch:
            for name in ("_fetch_all", "update", "exists", "count"):
                patch.setattr(QuerySet, name, fail)
            yield

    return away
