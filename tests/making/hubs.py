"""A pytest plugin: `hubs`, whole hubs with a database and storage of their own, in which what is done is committed."""

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg2
import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import connection

BACKUP_KEY = "first:" + "QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVowMTIzNDU="


class Hubs:
    """Hubs by number; the process stands in one of them at a time. They share their secrets and their ledger."""

    def __init__(self, usual: str, settings: Any, folder: Path) -> None:
        self._usual, self._settings, self._folder = usual, settings, folder
        self._made: set[str] = set()

    def stand_in(self, number: int, *, is_bare: bool = False) -> None:
        """Stand in a hub; a new one has the reference data, or with `is_bare` not even tables."""
        name = f"{self._usual}_hub{number}"
        connection.close()
        if name not in self._made:
            template = "template0" if is_bare else self._usual
            self._run(f'DROP DATABASE IF EXISTS "{name}"', f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
            self._made.add(name)
        connection.settings_dict["NAME"] = name
        self._settings.MEDIA_ROOT = str(self._folder / f"media-{number}")
        ContentType.objects.clear_cache()

    @property
    def media(self) -> str:
        """The folder of files of the hub in which the process stands."""
        return str(self._settings.MEDIA_ROOT)

    def keep_files_in(self, media: str) -> None:
        """Give the hub in which the process stands the files of another."""
        self._settings.MEDIA_ROOT = media

    def leave(self) -> None:
        """Go back to the usual database, and remove the others."""
        connection.close()
        connection.settings_dict["NAME"] = self._usual
        self._run(*[f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)' for name in self._made])
        ContentType.objects.clear_cache()

    def _run(self, *statements: str) -> None:
        options = connection.get_connection_params()
        known = {name: options[name] for name in ("host", "port", "user", "password") if options.get(name)}
        with contextlib.closing(psycopg2.connect(dbname="postgres", **known)) as server:
            server.autocommit = True
            with server.cursor() as cursor:
                for statement in statements:
                    cursor.execute(statement)


@pytest.fixture
def hubs(django_db_setup: None, django_db_blocker: Any, settings: Any, tmp_path: Path) -> Iterator[Hubs]:
    """Stand in hub 1; afterwards in the usual database again."""
    settings.BACKUP_KEY = BACKUP_KEY
    settings.STORAGES = {
        **settings.STORAGES,
        "erasures": {
            "BACKEND": "hatehub.stores.folder.FolderStore",
            "OPTIONS": {"location": str(tmp_path / "erasures")},
        },
    }
    with django_db_blocker.unblock():
        made = Hubs(connection.settings_dict["NAME"], settings, tmp_path)
        try:
            made.stand_in(1)
            yield made
        finally:
            made.leave()
