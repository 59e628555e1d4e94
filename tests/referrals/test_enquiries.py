import pytest
from hypothesis import given
from hypothesis import strategies as st

from referrals.rules.enquiries import Account, Known, Network, find_networks, lines, request

ACCOUNT = Account(platform="x", handle="@somebody", url="https://x.com/somebody/status/1", posted="3 March 2026, 21:40")


def proposed(known):
    return " ".join(line["what"] for line in lines(known)["proposed"])


def test_account_leads_to_preservation_and_a_draft_request():
    known = Known(accounts=[ACCOUNT, ACCOUNT], offences=["Malicious communications"], time_bar="2026-09-02")
    assert "preserve" in proposed(known)
    draft = request(known)
    assert draft["operators"] == [
        {
            "platform": "x",
            "accounts": [{"account": "@somebody", "post": ACCOUNT.url, "posted": "3 March 2026, 21:40"}],
        }
    ]
    assert (draft["offences"], draft["time_bar"]) == (["Malicious communications"], "2026-09-02")
    assert draft["status"].startswith("Draft")
    assert "practitioner" in draft["basis"]


def test_address_without_port_or_time_says_what_an_operator_will_ask_for():
    draft = request(Known(networks=[Network(address="8.8.4.4"), Network(address="8.8.8.8", port=1, time="t")]))
    assert [each["missing"] for each in draft["connections"]] == [["source port", "time with its zone"], []]


def test_without_account_and_address_there_is_no_request():
    assert request(Known()) is None
    assert "preserve" not in proposed(Known())


@pytest.mark.parametrize(
    ("known", "part"),
    [
        (Known(suspect="abroad"), "mutual legal assistance"),
        (Known(is_suspect_described=True), "trace the person"),
        (Known(), "who it may be"),
        (Known(failed_captures=1), "by hand"),
        (Known(reports=3), "Statements from others"),
        (Known(time_bar="2026-09-02"), "in time"),
        (Known(accounts=[Account(handle="a", visibility="private")]), "own device"),
        (Known(accounts=[Account(handle="a", platform_reference="7")]), "its file"),
        (Known(accounts=[Account(handle="a")]), "declines"),
    ],
)
def test_each_fact_has_its_line(known, part):
    assert part in proposed(known)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (
            "from 8.8.4.4:50123 at 2026-03-02T10:00:01Z",
            Network(address="8.8.4.4", port=50123, time="2026-03-02T10:00:01Z"),
        ),
        ("2026-03-02 10:00 UTC: 8.8.4.4", Network(address="8.8.4.4", time="2026-03-02 10:00 UTC")),
        ("[2001:4860:4860::8888]:443", Network(address="2001:4860:4860::8888", port=443)),
        ("2001:4860:4860::8888", Network(address="2001:4860:4860::8888")),
    ],
)
def test_addresses_are_found_with_what_stands_beside_them(text, found):
    assert find_networks([text]) == [found]


@pytest.mark.parametrize("text", ["192.168.1.1", "127.0.0.1", "1.2.3", "at 21:40:10", "version 1.2.3.4.5", "999.1.1.1"])
def test_what_is_no_public_address_is_not_taken_for_one(text):
    assert find_networks([text]) == []


@given(st.text())
def test_any_text_can_be_searched(text):
    find_networks([text])
