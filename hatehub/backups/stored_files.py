"""The sealed files of the hub, by the names that the database has for them."""

import hashlib
import tempfile
from collections.abc import Callable, Iterator
from typing import IO, Any

from django.apps import apps
from django.core.files.base import File
from django.core.files.storage import default_storage
from django.db import connection
from django.db.models import Model

from hatehub.backups.frames import BadCopy

FIELD = "storage_name"
FOLDER = "material"
READ_BYTES = 256 * 1024
BATCH = 2000
# Where the material of a report is destroyed its rows stay, and its files are gone because of that.
DESTROYED = "SELECT owner::text FROM vault_datakey WHERE purpose = 'material' AND wrapped IS NULL"


def holders() -> list[type[Model]]:
    """Return the models whose rows name a file: those with a field of that name."""
    return [model for model in apps.get_models() if any(field.name == FIELD for field in model._meta.get_fields())]


def spooled_names(tables: list[str]) -> IO[str]:
    """Return every name in the current snapshot once, in order, in a file on disk: there may be millions.

    Without those of owners whose material is destroyed.

    So the snapshot can end before the files are copied, which may take hours.
    """
    names = [model._meta.db_table for model in holders() if model._meta.db_table in tables]
    is_whole = f"split_part({FIELD}, '/', 2) NOT IN ({DESTROYED})"
    parts = [f'SELECT {FIELD} FROM "{name}" WHERE {FIELD} <> %s AND {is_whole}' for name in names]  # noqa: S608
    spool = tempfile.TemporaryFile("w+", encoding="utf-8")  # noqa: SIM115 - the caller closes it
    with connection.chunked_cursor() as cursor:
        cursor.execute(" UNION ".join(parts) + " ORDER BY 1", [""] * len(parts))
        while rows := cursor.fetchmany(BATCH):
            spool.writelines(f"{name}\n" for (name,) in rows)
    spool.seek(0)
    return spool


def is_named(name: str) -> bool:
    """Tell whether the database still names a file now."""
    return any(model._default_manager.filter(**{FIELD: name}).exists() for model in holders())


def read(name: str) -> Iterator[bytes]:
    """Return a file's bytes as they lie in storage, sealed. Raises FileNotFoundError and StoreAway."""
    with default_storage.open(name) as file:
        while data := file.read(READ_BYTES):
            yield data


def write(name: str, pieces: Iterator[bytes]) -> None:
    """Put a file into storage under its name. Raises BadCopy where it does not go under that name."""
    if not name.startswith(f"{FOLDER}/") or ".." in name.split("/"):
        raise BadCopy("The copy names a file outside the folder of files.")
    stored = default_storage.save(name, _Incoming(pieces))
    if stored != name:
        default_storage.delete(stored)
        raise BadCopy("A file of this name is in storage already.")


def digest(name: str) -> str:
    """Return the SHA-256 of a file as it lies in storage. Raises FileNotFoundError and StoreAway."""
    found = hashlib.sha256()
    for data in read(name):
        found.update(data)
    return found.hexdigest()


def is_empty() -> bool:
    """Tell whether storage holds no file of the hub. Raises StoreAway."""
    try:
        folders, files = default_storage.listdir(FOLDER)
    except FileNotFoundError:
        return True
    return not folders and not files


def remove(name: str) -> None:
    """Remove a file; one that is gone already is no error."""
    default_storage.delete(name)


class _Incoming(File):  # type: ignore[type-arg]
    """Lets a storage read what comes out of a copy, by pieces or by bytes."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        super().__init__(None, name=None)
        self._reader = PieceReader(lambda: next(pieces, b""))
        self._pieces = pieces

    def __bool__(self) -> bool:
        return True

    def chunks(self, chunk_size: int | None = None) -> Iterator[bytes]:
        return self._pieces

    def read(self, size: int = -1) -> bytes:
        return self._reader.read(size)


class PieceReader:
    """A file to read from, made of pieces that are fetched one by one; an empty one is the end."""

    def __init__(self, fetch: Callable[[], bytes]) -> None:
        self._fetch, self._held = fetch, b""

    def read(self, size: int = -1) -> Any:
        """Return the next bytes, at most `size`; all that is left where none is given."""
        while (size < 0 or len(self._held) < size) and (more := self._fetch()):
            self._held += more
        cut = len(self._held) if size < 0 else size
        taken, self._held = self._held[:cut], self._held[cut:]
        return taken
