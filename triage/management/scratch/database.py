"""A scratch database on the configured server, or on an embedded one of its own; gone at the end."""

import contextlib
import io
import secrets
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connection

from hatehub import embedded
from hatehub.embedded.places import home_of


@contextlib.contextmanager
def scratch_database() -> Iterator[None]:
    """Point Django's connection at a new, migrated database while the block runs. Raises ServerFailed.

    An embedded server is started in a temporary folder, so that a hub that runs beside is left alone. Everything is
    removed at the end, also after an error or SIGTERM.
    """
    with contextlib.ExitStack() as stack:
        if settings.EMBEDDED_POSTGRES:
            _move_to(stack.enter_context(_own_server()))
        stack.enter_context(_own_database())
        call_command("migrate", verbosity=0, interactive=False, stdout=io.StringIO())
        yield


@contextlib.contextmanager
def _own_server() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="hub-scratch-", dir="/tmp"))
    folder.chmod(0o755)
    try:
        with embedded.servers(folder, postgres=True, redis=False):
            yield home_of(folder) / "run"
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        shutil.rmtree(home_of(folder), ignore_errors=True)


def _move_to(socket_folder: Path) -> None:
    connection.close()
    connection.settings_dict["HOST"] = str(socket_folder)


@contextlib.contextmanager
def _own_database() -> Iterator[None]:
    usual, name = connection.settings_dict["NAME"], f"hub_scratch_{secrets.token_hex(6)}"
    _run(f'CREATE DATABASE "{name}"')
    try:
        connection.close()
        connection.settings_dict["NAME"] = name
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = usual
        _run(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def _run(statement: str) -> None:
    """Run a statement that no transaction may hold."""
    with connection.cursor() as cursor:
        cursor.execute(statement)
    connection.close()
