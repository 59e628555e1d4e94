"""A pytest plugin: `older_hub`, a database that stands where an older hub stands and goes on to today by every step."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader


class OlderHub:
    """An empty database of its own, which goes the steps one by one; the squashed ones that replace them wait."""

    def go_to(self, targets: list[tuple[str, str]]) -> Any:
        """Take it to the migrations named; return their models."""
        executor = MigrationExecutor(connection)
        executor.loader = MigrationLoader(connection, replace_migrations=False)
        executor.migrate(targets)
        return executor.loader.project_state(targets).apps

    def go_to_newest(self) -> Any:
        """Take it to the newest migrations as `manage.py migrate` does; return their models."""
        executor = MigrationExecutor(connection)
        executor.migrate(executor.loader.graph.leaf_nodes())
        loader = MigrationLoader(connection)
        return loader.project_state(loader.graph.leaf_nodes()).apps


@pytest.fixture
def older_hub(django_db_setup: None, django_db_blocker: Any) -> Iterator[OlderHub]:
    """Stand in an empty database; afterwards in the usual one again."""
    usual, name = connection.settings_dict["NAME"], f"{connection.settings_dict['NAME']}_older"
    with django_db_blocker.unblock():
        _run(f'DROP DATABASE IF EXISTS "{name}"', f'CREATE DATABASE "{name}"')
        connection.close()
        connection.settings_dict["NAME"] = name
        try:
            yield OlderHub()
        finally:
            connection.close()
            connection.settings_dict["NAME"] = usual
            _run(f'DROP DATABASE "{name}"')
            connection.close()


def _run(*statements: str) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
