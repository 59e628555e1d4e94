"""Addresses, numbers and links in one form."""

import pytest

from intel.rules.contacts import BadContact, normal_contact, shown_of


@pytest.mark.parametrize(
    ("kind", "spellings"),
    [
        ("email", ["Fen.Wick+x@GMail.com", "fenwick@googlemail.com", "mailto:fenwick@gmail.com"]),
        ("email", ["fen.wick@example.org", " Fen.Wick@EXAMPLE.org "]),
        ("telephone", ["0113 496 0000", "+44 113 4960000", "0044-113-496-0000"]),
        ("link", ["https://www.example.org/Fenwick/", "example.org/fenwick", "http://example.org/fenwick"]),
    ],
)
def test_spellings_of_one_thing_are_equal(kind, spellings):
    assert len({normal_contact(kind, each) for each in spellings}) == 1


def test_dots_tell_addresses_apart_elsewhere():
    assert normal_contact("email", "fen.wick@example.org") != normal_contact("email", "fenwick@example.org")


@pytest.mark.parametrize(
    ("kind", "value"), [("email", "fenwick"), ("telephone", "12"), ("link", "fenwick"), ("other", "x"), ("email", "")]
)
def test_what_is_none_is_refused(kind, value):
    with pytest.raises(BadContact):
        normal_contact(kind, value)


def test_only_an_end_is_shown():
    assert shown_of("email", "fenwick@example.org") == "…@example.org"
    assert shown_of("telephone", "+441134960000") == "…0000"
    assert shown_of("link", "example.org/fenwick") == "…example.org"
