from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.rules.bounces import Bounce, Kind, parse_bounce
from tests.making.bounces import dsn

ID = UUID("0f3a1e9c-52f1-4b0b-9d7e-0c1a2b3c4d5e")
OTHER = UUID("11111111-2222-4333-8444-555555555555")


@pytest.mark.parametrize("returned", ["message/rfc822", "text/rfc822-headers"])
@pytest.mark.parametrize(
    ("status", "code"), [("5.1.1", "5.1.1"), ("5.2.2 (mailbox full)", "5.2.2"), ("4.4.7", "4.4.7"), ("", "5.0.0")]
)
def test_failure_for_good_is_read_with_its_code_and_its_message(returned, status, code):
    bounce = parse_bounce(dsn(ID, status=status, returned=returned))
    assert bounce == Bounce(kind=Kind.FAILED, code=code, about=(ID,))


@pytest.mark.parametrize("action", ["delayed", "delivered", "relayed", "expanded"])
def test_what_is_no_failure_is_passing(action):
    assert parse_bounce(dsn(ID, action=action)).kind is Kind.PASSING


def test_one_failed_recipient_among_others_counts():
    raw = dsn(ID).replace(
        b"Final-Recipient", b"Final-Recipient: rfc822; b@example.org\nAction: delayed\n\nFinal-Recipient"
    )
    assert parse_bounce(raw).kind is Kind.FAILED


def test_code_stands_in_for_a_status_that_is_missing():
    raw = dsn(ID, status="").replace(b"Action:", b"Diagnostic-Code: smtp; 550 5.7.1 no\nAction:")
    assert parse_bounce(raw).code == "5.7.1"


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"Subject: Out of office\nAuto-Submitted: auto-replied\nIn-Reply-To: <%s@hub.invalid>\n\nI am away."
        % str(ID).encode(),
        b"Subject: Returned mail\n\n550 5.1.1 no such user",
        b"Content-Type: multipart/report; boundary=x\n\n--x\nContent-Type: text/plain\n\nfailed\n--x--",
        b"Content-Type: message/delivery-status\n\nAction: failed\nStatus: 5.1.1\n",
    ],
)
def test_anything_but_a_delivery_status_notification_is_ignored(raw):
    assert parse_bounce(raw) == Bounce(kind=Kind.OTHER)


def test_address_of_the_envelope_names_the_message_where_nothing_was_returned():
    raw = dsn(None)
    assert parse_bounce(raw).about == ()
    assert parse_bounce(raw, returned_to=f"bounces+{ID}@hub.example").about == (ID,)
    assert parse_bounce(b"To: <bounces+%s@hub.example>\n" % str(ID).encode() + raw).about == (ID,)
    assert parse_bounce(b"In-Reply-To: <%s@hub.example>\n" % str(ID).encode() + raw).about == (ID,)
    assert parse_bounce(b"References: <a@b> <%s@hub.example>\n" % str(ID).encode() + raw).about == (ID,)


def test_returned_message_counts_before_any_other_hint():
    raw = b"References: <%s@hub.example>\n" % str(OTHER).encode() + dsn(ID)
    assert parse_bounce(raw).about == (ID, OTHER)


@given(st.binary(max_size=400))
def test_no_input_raises(raw):
    assert parse_bounce(raw).kind is not None


@given(st.binary(max_size=60), st.integers(min_value=0, max_value=900), st.text(max_size=30))
def test_no_damage_to_a_notification_raises(damage, place, returned_to):
    raw = dsn(ID)
    parse_bounce(raw[:place] + damage + raw[place + len(damage) :], returned_to=returned_to)


def test_deep_nesting_does_not_raise():
    opened = b"".join(b"Content-Type: multipart/report; boundary=b%d\n\n--b%d\n" % (n, n) for n in range(3000))
    assert parse_bounce(opened).kind is Kind.OTHER
