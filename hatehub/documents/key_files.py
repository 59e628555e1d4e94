"""Secrets in files that are made at first use, where no setting gives them."""

import os
import tempfile
from collections.abc import Callable
from pathlib import Path


def read_or_make(path: Path, *, make: Callable[[], bytes]) -> bytes:
    """Return a file's bytes; the first process that asks makes it, and every other reads what that one made."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        # Readable by its owner alone (mkstemp), and of a name of its own in every thread.
        descriptor, making = tempfile.mkstemp(dir=path.parent, prefix=path.name)
        with os.fdopen(descriptor, "wb") as file:
            file.write(make())
        try:
            os.link(making, path)
        except FileExistsError:
            pass
        finally:
            os.unlink(making)
    return path.read_bytes()
