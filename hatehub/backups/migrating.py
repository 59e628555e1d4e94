"""Bringing an empty database to the migrations of a copy, and the restored one to those of this software."""

from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.graph import MigrationGraph
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from hatehub.backups.facts import DoesNotFit
from hatehub.backups.tables import list_tables

Node = tuple[str, str]


def go_to(migrations: list[str]) -> None:
    """Make the tables that the copy was taken of. Raises DoesNotFit where this software or database cannot."""
    wanted: set[Node] = {(app, name) for app, _, name in (each.partition(".") for each in migrations)}
    if list_tables():
        applied = set(MigrationRecorder(connection).applied_migrations())
        if applied == wanted:
            return
        raise DoesNotFit(
            "The tables here are not those of the copy's version. Name a database without any tables: the restore "
            "makes those of the copy and then brings them up to date."
        )
    executor = MigrationExecutor(connection)
    executor.loader = _loader(wanted)
    unknown = wanted - set(executor.loader.disk_migrations)
    if unknown:
        named = ", ".join(sorted(f"{app}.{name}" for app, name in unknown)[:3])
        raise DoesNotFit(
            f"The copy was taken by a newer version of the software, which has {named}: restore with that."
        )
    executor.migrate(_last_of(executor.loader.graph, wanted))


def is_newest() -> bool:
    """Tell whether the database stands where this software would bring it."""
    executor = MigrationExecutor(connection)
    return not executor.migration_plan(executor.loader.graph.leaf_nodes())


def go_to_newest() -> None:
    """Bring the restored database up to date with this software."""
    call_command("migrate", verbosity=0, interactive=False)


def _loader(wanted: set[Node]) -> MigrationLoader:
    """Return the steps as a new database would go them, one by one where the copy stood within a squashed one."""
    loader = MigrationLoader(connection)
    squashed = loader.replacements
    is_within = any(node not in wanted and wanted & set(migration.replaces) for node, migration in squashed.items())
    return MigrationLoader(connection, replace_migrations=False) if is_within else loader


def _last_of(graph: MigrationGraph, wanted: set[Node]) -> list[Node]:
    """Return each app's last wanted migrations: those before which all others come."""
    present = wanted & set(graph.nodes)
    return sorted(
        node
        for node in present
        if not any(child.key in present and child.key[0] == node[0] for child in graph.node_map[node].children)
    )
