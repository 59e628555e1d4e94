"""Offences that an older release has loaded go through the migration, and get their points with the next load."""

from typing import Any

import pytest
from django.db import IntegrityError, transaction

from hatehub.reference.models import Offence
from hatehub.reference.services import load

pytest_plugins = ["tests.making.upgrading"]
BEFORE = [("reference", "0002_bank_holidays_and_telephone")]


@pytest.mark.long
def test_loaded_offences_survive_without_points_until_the_next_load(older_hub: Any) -> None:
    offence = older_hub.go_to(BEFORE).get_model("reference", "Offence")
    offence.objects.create(
        code="pha-1997-s2",
        nation="EW",
        act="Protection from Harassment Act 1997",
        section="s2",
        short_name="Harassment",
        mode="summary",
        time_limit_months=6,
        time_limit_rule="from_offence",
        basis="as an older release had it",
    )
    older_hub.go_to_newest()
    assert list(Offence.objects.values_list("points_to_prove__len", flat=True)) == [0]
    with pytest.raises(IntegrityError), transaction.atomic():
        Offence.objects.filter(code="pha-1997-s2").update(short_name="Harassment again")
    load()
    assert Offence.objects.get(code="pha-1997-s2").points_to_prove[0].startswith("There was a course of conduct")
