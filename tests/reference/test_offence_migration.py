"""Offences that an older release has loaded go through the migration, and get their points with the next load."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import IntegrityError, connection
from django.db.migrations.executor import MigrationExecutor

from hatehub.reference.models import LoadedData, Offence, Partner
from hatehub.reference.services import load

pytest_plugins = ["tests.making.committing"]
BEFORE = [("reference", "0002_bank_holidays_and_telephone")]


def migrate(targets: list[tuple[str, str]]) -> None:
    MigrationExecutor(connection).migrate(targets)


@pytest.fixture
def loaded_before(committed: Any) -> Iterator[None]:
    """Take the points away, as they were not there; afterwards everything is loaded as before."""
    newest = MigrationExecutor(connection).loader.graph.leaf_nodes()
    Partner.objects.filter(kind=Partner.Kind.DIVERSION).delete()  # the older release had none
    try:
        migrate(BEFORE)
        migrate(newest)
        yield
    finally:
        migrate(newest)
        LoadedData.objects.all().delete()
        load()


@pytest.mark.long
def test_loaded_offences_survive_without_points_until_the_next_load(loaded_before: None) -> None:
    assert set(Offence.objects.values_list("points_to_prove__len", flat=True)) == {0}
    with pytest.raises(IntegrityError):
        Offence.objects.filter(code="pha-1997-s2").update(short_name="Harassment again")
    LoadedData.objects.all().delete()
    load()
    assert Offence.objects.get(code="pha-1997-s2").points_to_prove[0].startswith("There was a course of conduct")
