"""What of an account's name is compared."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intel.rules.handles import MOST_BITS, bare_key, bits_of, handle_key, name_key, numbers_differ, permanent_id
from intel.selectors.names import get_chosen_names
from triage.selectors.word_tables import get_folding

NAMES = get_chosen_names()


def bare(handle):
    return bare_key(handle, folding=get_folding())


@pytest.mark.parametrize(
    "evasive",
    [
        "@Lantern_Fenwick",
        "lantern.fenwick",
        "lantern_fenwick88",
        "real_lantern_fenwick",
        "LanternFenwick_v2",
        "lanternfenwick_backup",
        "l4ntern_fenwick",
        "l\u0430ntern_fenwick",
        "laantern__fenwick",
    ],
)
def test_evasions_of_a_name_are_undone(evasive):
    assert bare(evasive) == bare("lantern_fenwick")


@pytest.mark.parametrize(
    ("one", "other"), [("lantern_fenwick", "lantern_penrose"), ("amber_finch", "amber_flint"), ("jon", "jan")]
)
def test_other_names_stay_others(one, other):
    assert bare(one) != bare(other) or bare(one) == ""


@pytest.mark.parametrize("handle", ["", "@", "12345678", "__", "ab1", "👍👍👍👍"])
def test_what_says_nothing_has_no_bare_name(handle):
    assert bare(handle) == ""


def test_name_on_a_server_is_compared_without_it():
    assert name_key("@Fenwick@mastodon.example") == name_key("fenwick.bsky.social") == name_key("FENWICK") == "fenwick"
    assert handle_key("@Fenwick@mastodon.example") == "fenwick@mastodon.example"


@pytest.mark.parametrize(
    ("platform", "handle", "number"),
    [
        ("youtube", "UCabcdefghijklmnopqrstuv", "UCabcdefghijklmnopqrstuv"),
        ("youtube", "@fenwick", ""),
        ("bluesky", "did:plc:abc123", "did:plc:abc123"),
        ("facebook", "100012345678", "100012345678"),
        ("tiktok", "100012345678", ""),
    ],
)
def test_numbers_of_platforms_are_told_from_names(platform, handle, number):
    assert permanent_id(platform, handle) == number


def test_long_and_odd_names_tell_more_than_short_and_common_ones():
    ordered = ["john", "john_smith", "lantern", "lanternfenwick", "wilfredafeatherly7"]
    bits = [bits_of(name, common=NAMES) for name in ordered]
    assert bits[0] < bits[1] < bits[3] < bits[4]
    assert bits_of("x" * 200, common=NAMES) == MOST_BITS


@given(st.text(max_size=60))
def test_any_text_is_taken_and_bare_names_are_stable(text):
    once = bare(text)
    assert name_key(handle_key(text)) == name_key(text)
    assert 0 <= bits_of(once, common=NAMES) <= MOST_BITS


@pytest.mark.parametrize(
    ("one", "other", "differ"),
    [
        ("johnsmith71", "johnsmith88", True),
        ("johnsmith71", "john_smith_71", False),
        ("johnsmith71", "johnsmith", False),
        ("1980brown", "brown1981", True),
        ("johnsmith", "john.smith", False),
    ],
)
def test_numbers_of_two_names_differ_where_both_have_one(one, other, differ):
    assert numbers_differ(one, other) is differ
    assert numbers_differ(other, one) is differ
