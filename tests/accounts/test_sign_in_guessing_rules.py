from datetime import UTC, datetime

import pytest

from hatehub.accounts.guessing import hour_of, is_just_reached


@pytest.mark.parametrize(
    ("tries", "is_account", "told"),
    [(9, True, False), (10, True, True), (11, True, False), (10, False, False), (20, False, True), (21, False, False)],
)
def test_one_try_an_hour_is_told_of(tries, is_account, told):
    assert is_just_reached(tries=tries, is_account=is_account) is told


def test_tries_are_counted_by_the_hour():
    assert hour_of(datetime(2026, 3, 2, 12, 59, 59, 9, tzinfo=UTC)) == datetime(2026, 3, 2, 12, tzinfo=UTC)
