"""A pytest plugin: rows that are made once for a module, and found as they were by each of its tests.

A fixture of a module asks for `kept_rows` and makes what every test of the module looks at. That happens in a
transaction which lasts as long as the module, with a savepoint for each test: what one test writes is gone before the
next. The objects in Python are not renewed, so such a fixture returns what no test changes: ids, addresses, tokens.
"""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.test import override_settings

from tests.making.savepoints import outermost


@pytest.fixture(scope="module")
def kept_rows(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Path]:
    """Hold a transaction over a module; return the folder of the files that belong to its rows."""
    media = tmp_path_factory.mktemp("kept") / "media"
    with django_db_blocker.unblock(), outermost():
        with override_settings(MEDIA_ROOT=str(media)):
            yield media
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def _kept_files(request: pytest.FixtureRequest, _own_media: None, settings: Any) -> None:
    """Give a test its own copy of the files that were made for the module."""
    if "kept_rows" in request.fixturenames:
        media = request.getfixturevalue("kept_rows")
        if media.exists():
            shutil.copytree(media, settings.MEDIA_ROOT)
