"""A folder as the store of sealed files."""

import contextlib
import errno
from pathlib import Path, PurePosixPath

from django.core.files.base import File
from django.core.files.storage import FileSystemStorage

from hatehub.stores import StoreAway

CANNOT_TAKE = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EIO, errno.EFBIG})
"""A full disk, a used-up quota, a disk that went read-only or broke, and a file that is longer than it may be."""


class FolderStore(FileSystemStorage):
    """Django's, except that a folder that is not mounted is told apart from a file that is gone.

    One that cannot take a file, since the disk is full, says so, and keeps nothing of it.
    """

    def _save(self, name: str, content: File) -> str:  # type: ignore[type-arg]
        """Write a file. Raises StoreAway."""
        try:
            return super()._save(name, content)  # type: ignore[misc,no-any-return]  # the stubs leave it out
        except OSError as error:
            if error.errno not in CANNOT_TAKE:
                raise
            with contextlib.suppress(OSError):
                self.delete(name)
            raise StoreAway(errno.errorcode[error.errno]) from error

    def _open(self, name: str, mode: str = "rb") -> File:  # type: ignore[type-arg]
        """Return a file. Raises StoreAway where not even the topmost folder of its name is there."""
        try:
            return super()._open(name, mode)  # type: ignore[misc]  # the stubs leave it out
        except FileNotFoundError:
            if not (Path(self.location) / PurePosixPath(name).parts[0]).is_dir():
                raise StoreAway("the folder of files is not there") from None
            raise
