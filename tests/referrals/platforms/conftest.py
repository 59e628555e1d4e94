"""Fixtures of the interfaces of platforms."""

from collections.abc import Iterator

import pytest

from tests.making.platforms import Platforms


@pytest.fixture
def platforms() -> Iterator[Platforms]:
    """The servers of all platforms."""
    made = Platforms()
    yield made
    made.close()
