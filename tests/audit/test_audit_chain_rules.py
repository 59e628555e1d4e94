from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hatehub.audit.rules.chain import GENESIS, Link, find_break, hash_link

AT = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


def chain(length):
    links, previous = [], GENESIS
    for sequence in range(1, length + 1):
        link = Link(
            subject="report:X",
            sequence=sequence,
            at=AT,
            actor="officer:o",
            verb="v",
            reason="",
            details={"n": sequence},
            previous_hash=previous,
        )
        previous = hash_link(link)
        links.append((link, previous))
    return links


@given(st.integers(0, 12))
def test_whole_chain_has_no_break(length):
    assert find_break(chain(length)) is None


@given(st.integers(2, 12), st.data())
def test_missing_link_is_named(length, data):
    links = chain(length)
    place = data.draw(st.integers(0, length - 2))
    del links[place]
    assert find_break(links) == place + 1


@pytest.mark.parametrize(
    "change",
    [
        {"actor": "officer:p"},
        {"verb": "w"},
        {"reason": "other"},
        {"details": {}},
        {"at": AT + timedelta(microseconds=1)},
        {"subject": "report:Y"},
        {"previous_hash": "1" * 64},
    ],
)
@pytest.mark.parametrize("place", [0, 2, 4])
def test_changed_field_is_named(change, place):
    links = chain(5)
    link, stored = links[place]
    links[place] = (replace(link, **change), stored)
    assert find_break(links) == place + 1


def test_changed_link_with_its_hash_made_anew_is_named_by_the_next():
    links = chain(5)
    forged = replace(links[1][0], reason="forged")
    links[1] = (forged, hash_link(forged))
    assert find_break(links) == 3


def test_hash_does_not_depend_on_the_zone_or_the_order_of_details():
    link = chain(1)[0][0]
    elsewhere = replace(link, at=AT.astimezone(timezone(timedelta(hours=5))))
    assert hash_link(elsewhere) == hash_link(link)
    assert hash_link(replace(link, details={"a": 1, "b": 2})) == hash_link(replace(link, details={"b": 2, "a": 1}))
