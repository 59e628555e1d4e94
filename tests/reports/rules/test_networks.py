from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hatehub.accounts.networks import client_address, parse_address
from reports.rules.networks import name_network

PEPPER = b"a pepper for the tests"
DAY = date(2026, 3, 2)
ADDRESSES = st.ip_addresses().map(str)


def network(address, *, day=DAY, pepper=PEPPER):
    return name_network(address, pepper=pepper, day=day)


@pytest.mark.parametrize(
    ("one", "other", "is_near", "is_wide"),
    [
        ("192.0.2.7", "192.0.2.7", True, True),
        ("192.0.2.7", "192.0.2.8", False, True),
        ("192.0.2.7", "192.0.3.7", False, False),
        ("192.0.2.7", "::ffff:192.0.2.7", True, True),
        ("192.0.2.7", "192.0.2.7:50123", True, True),
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", True, True),
        ("2001:db8:1:2::1", "2001:db8:1:3::1", False, True),
        ("2001:db8:1:2::1", "2001:db8:2:2::1", False, False),
        ("2001:db8::1", "[2001:db8::2]:443", True, True),
        ("fe80::1%eth0", "fe80::2", True, True),
        ("garbage", "", True, True),
        ("999.1.1.1", "١٢٧.0.0.1", True, True),
    ],
)
def test_who_counts_together(one, other, is_near, is_wide):
    first, second = network(one), network(other)
    assert (first.near == second.near, first.wide == second.wide) == (is_near, is_wide)


@given(st.text(max_size=80))
def test_any_text_is_a_network_and_never_an_error(text):
    found = network(text)
    assert found.is_known == (parse_address(text) is not None)


@given(ADDRESSES)
def test_names_hold_no_address_and_change_with_the_day_and_the_pepper(address):
    today = network(address)
    names = {today.near, today.wide}
    assert address not in str(today)
    assert all(len(name) == 32 for name in names)
    tomorrow, elsewhere = network(address, day=DAY + timedelta(days=1)), network(address, pepper=b"other")
    assert not names & {tomorrow.near, tomorrow.wide, elsewhere.near, elsewhere.wide}


@pytest.mark.parametrize(
    ("forwarded", "proxies", "expected"),
    [
        ("", 0, "10.0.0.1"),
        ("198.51.100.9", 0, "10.0.0.1"),
        ("", 1, "10.0.0.1"),
        ("198.51.100.9", 1, "198.51.100.9"),
        ("1.2.3.4, 198.51.100.9", 1, "198.51.100.9"),
        ("1.2.3.4, 198.51.100.9, 10.0.0.2", 2, "198.51.100.9"),
        ("1.2.3.4,,, 198.51.100.9", 1, "198.51.100.9"),
        ("198.51.100.9", 3, "198.51.100.9"),
    ],
)
def test_address_is_the_one_that_the_outermost_trusted_proxy_saw(forwarded, proxies, expected):
    assert client_address(remote="10.0.0.1", forwarded=forwarded, trusted_proxies=proxies) == expected


@given(st.text(alphabet=st.characters(codec="latin-1"), max_size=200), st.integers(1, 3))
def test_what_a_client_writes_into_the_header_does_not_help(spoofed, proxies):
    added = ["198.51.100.9", "10.0.0.3", "10.0.0.2"][:proxies]
    forwarded = ", ".join([spoofed, *added])
    assert client_address(remote="10.0.0.1", forwarded=forwarded, trusted_proxies=proxies) == "198.51.100.9"
