"""Files as they come in: checked by content, hashed, and sealed on their way to storage."""

import logging
import uuid
from collections.abc import Iterable, Iterator
from concurrent.futures import Executor, ThreadPoolExecutor
from dataclasses import dataclass
from itertools import chain

from django.core.files.base import File
from django.core.files.storage import default_storage

from hatehub.stores import StoreAway
from hatehub.vault import services as vault
from hatehub.vault.models import Purpose
from hatehub.vault.rules.ciphers import PIECE_BYTES
from reports.rules.digests import Digests

logger = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True)
class StoredFile:
    """Where a sealed file lies, and what it was. Sizes in bytes; `sha256` is of the original."""

    storage_name: str
    size: int
    sha256: str


class StorageAway(Exception):
    """The place where files are kept does not answer now; nothing was kept of what was being written."""


class _Meter:
    """Counts and hashes the bytes that pass through it."""

    def __init__(self, chunks: Iterable[bytes], *, threads: Executor) -> None:
        self._chunks = chunks
        self.size = 0
        self._digests = Digests("sha256", threads=threads)

    def __iter__(self) -> Iterator[bytes]:
        for chunk in self._chunks:
            self.size += len(chunk)
            self._digests.update(chunk)
            yield chunk

    @property
    def sha256(self) -> str:
        return self._digests.hexdigests()["sha256"]


def store(*, chunks: Iterable[bytes], owner: uuid.UUID) -> StoredFile:
    """Seal a file under the owner's material key and put it into storage; memory holds a few pieces of it.

    Raises KeyDestroyed, and StorageAway where the store does not take it: nothing is then kept.
    """
    name = f"material/{owner}/{uuid.uuid4()}"
    with ThreadPoolExecutor(max_workers=1) as threads:
        meter = _Meter(chunks, threads=threads)
        _save(name, vault.seal_file(meter, owner=owner, purpose=Purpose.MATERIAL, name=name))
        return StoredFile(storage_name=name, size=meter.size, sha256=meter.sha256)


def _save(name: str, sealed: Iterator[bytes]) -> None:
    try:
        stored = default_storage.save(name, _Stream(sealed))
    except StoreAway as error:
        raise StorageAway(str(error)) from error
    except BaseException:
        delete(storage_name=name)
        raise
    if stored != name:
        default_storage.delete(stored)
        raise FileExistsError(name)


class _Stream(File):  # type: ignore[type-arg]
    """Lets a storage read an iterator of bytes; the length is not known beforehand, nor needed."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        super().__init__(None, name=None)
        self._pieces = pieces
        self._held = b""

    def __bool__(self) -> bool:
        return True

    def chunks(self, chunk_size: int | None = None) -> Iterator[bytes]:
        return self._pieces

    def read(self, size: int = -1) -> bytes:
        while size < 0 or len(self._held) < size:
            more = next(self._pieces, None)
            if more is None:
                break
            self._held += more
        cut = len(self._held) if size < 0 else size
        taken, self._held = self._held[:cut], self._held[cut:]
        return taken


def read(*, storage_name: str, owner: uuid.UUID) -> Iterator[bytes]:
    """Return a stored file's bytes, opened piece by piece.

    Raises KeyDestroyed, ciphers.Unreadable, FileNotFoundError, and StorageAway where the store does not give it now.
    """
    try:
        with default_storage.open(storage_name) as file:
            yield from vault.unseal_file(
                iter(lambda: file.read(PIECE_BYTES), b""), owner=owner, purpose=Purpose.MATERIAL, name=storage_name
            )
    except FileNotFoundError:
        _refuse_destroyed(owner)
        raise
    except OSError as error:
        raise StorageAway(type(error).__name__) from error


def _refuse_destroyed(owner: uuid.UUID) -> None:
    """Raise KeyDestroyed where the material is destroyed: its files are gone because of that, and not missing."""
    if vault.is_destroyed(owner=owner, purpose=Purpose.MATERIAL):
        raise vault.KeyDestroyed(f"the material key of {owner} was destroyed")


def read_slice(*, storage_name: str, owner: uuid.UUID, size: int, start: int, stop: int) -> Iterator[bytes]:
    """Return the bytes from `start` up to `stop` of a stored file of `size` bytes; only their pieces are opened.

    Raises what `read` does.
    """
    try:
        with default_storage.open(storage_name) as file:

            def read_at(place: int, length: int) -> bytes:
                file.seek(place)
                return bytes(file.read(length))

            yield from vault.unseal_slice(
                read_at, owner=owner, purpose=Purpose.MATERIAL, name=storage_name, size=size, start=start, stop=stop
            )
    except FileNotFoundError:
        _refuse_destroyed(owner)
        raise
    except OSError as error:
        raise StorageAway(type(error).__name__) from error


def begun(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """Return the pieces, the first of them read now, so that a refusal comes before the answer begins.

    Whoever records that something is given out begins it in the same transaction: where it cannot be read, nothing
    was given and nothing is recorded. Raises what reading the pieces does.
    """
    return chain([next(pieces, b"")], pieces)


class FileChanged(Exception):
    """The bytes of a stored file are not those of the hash that was taken of them."""


def read_compared(*, storage_name: str, owner: uuid.UUID, sha256: str) -> Iterator[bytes]:
    """Return a stored file's bytes as `read` does, each piece when the next has come, the last when the hash matches.

    What has changed is so never given out whole. Raises FileChanged, and what `read` raises.
    """
    held = None
    with ThreadPoolExecutor(max_workers=1) as threads:
        digests = Digests("sha256", threads=threads)
        for piece in read(storage_name=storage_name, owner=owner):
            digests.update(piece)
            if held is not None:
                yield held
            held = piece
        if digests.hexdigests()["sha256"] != sha256:
            raise FileChanged(storage_name)
    if held is not None:
        yield held


def delete(*, storage_name: str) -> None:
    """Remove a stored file; a file that is gone already is no error.

    Where the store is away the file is left behind, sealed, and the log names it: what removes files is done by then.
    """
    try:
        default_storage.delete(storage_name)
    except StoreAway:
        logger.error("file_left_behind", extra={"file": storage_name})


def delete_of(*, owner: uuid.UUID) -> None:
    """Remove every file that was sealed under an owner's key, whoever made it."""
    folder = f"material/{owner}"
    try:
        _folders, names = default_storage.listdir(folder)
    except FileNotFoundError:
        return
    except StoreAway:
        logger.error("files_left_behind", extra={"folder": folder})
        return
    delete_all(storage_names=[f"{folder}/{name}" for name in names])


def delete_all(*, storage_names: Iterable[str]) -> None:
    """Remove several stored files."""
    for name in storage_names:
        delete(storage_name=name)
