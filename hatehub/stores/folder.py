"""A folder as the store of sealed files."""

from pathlib import Path, PurePosixPath

from django.core.files.base import File
from django.core.files.storage import FileSystemStorage

from hatehub.stores import StoreAway


class FolderStore(FileSystemStorage):
    """Django's, except that a folder that is not mounted is told apart from a file that is gone."""

    def _open(self, name: str, mode: str = "rb") -> File:  # type: ignore[type-arg]
        """Return a file. Raises StoreAway where not even the topmost folder of its name is there."""
        try:
            return super()._open(name, mode)  # type: ignore[misc]  # the stubs leave it out
        except FileNotFoundError:
            if not (Path(self.location) / PurePosixPath(name).parts[0]).is_dir():
                raise StoreAway("the folder of files is not there") from None
            raise
