"""Rules of web hooks: signatures as the standard has them, what answers mean, and how long one waits."""

import base64
import hashlib
import hmac
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from referrals.rules.hooks.answers import Answer, Meaning
from referrals.rules.hooks.signing import headers, secret_of, signature
from referrals.rules.hooks.waiting import LEAST_ATTEMPTS, LONGEST_WAIT, PATIENCE, SHORTEST_WAIT, is_enough, wait_after


def test_signature_is_that_of_the_standards_own_example():
    made = signature(
        "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
        message_id="msg_p5jXN8AQM9LWM0D4loKWxJek",
        seconds=1614265330,
        body=b'{"test": 2432232314}',
    )
    assert made == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


@given(st.binary(min_size=24, max_size=64), st.uuids(), st.integers(0, 2**40), st.binary())
def test_signature_is_the_hmac_of_id_second_and_body(key, message_id, seconds, body):
    made = signature(secret_of(key), message_id=str(message_id), seconds=seconds, body=body)
    expected = hmac.new(key, f"{message_id}.{seconds}.".encode() + body, hashlib.sha256).digest()
    assert base64.b64decode(made.removeprefix("v1,")) == expected


def test_two_secrets_give_two_signatures():
    given_ = [secret_of(b"a" * 32), secret_of(b"b" * 32)]
    made = headers(given_, message_id="m", seconds=1, body=b"{}")["webhook-signature"].split(" ")
    assert made == [signature(each, message_id="m", seconds=1, body=b"{}") for each in given_]


@pytest.mark.parametrize(
    ("status", "after", "meaning"),
    [
        (200, None, Meaning.TAKEN),
        (204, None, Meaning.TAKEN),
        (301, None, Meaning.FAILED),
        (307, timedelta(1), Meaning.FAILED),
        (400, None, Meaning.FAILED),
        (410, None, Meaning.GONE),
        (429, timedelta(seconds=5), Meaning.LATER),
        (429, None, Meaning.FAILED),
        (503, timedelta(seconds=5), Meaning.LATER),
        (500, timedelta(seconds=5), Meaning.FAILED),
        (0, None, Meaning.FAILED),
    ],
)
def test_meaning_of_an_answer(status, after, meaning):
    assert Answer(status=status, code="", milliseconds=1, after=after).meaning is meaning


@given(st.integers(1, 10**6), st.floats(0, 1))
def test_wait_lies_between_a_second_and_an_hour(attempts, chance):
    assert SHORTEST_WAIT <= wait_after(attempts, chance=chance) <= LONGEST_WAIT


@given(st.integers(1, 100))
def test_bound_of_the_wait_grows(attempts):
    assert wait_after(attempts, chance=1) <= wait_after(attempts + 1, chance=1)


def test_given_up_after_three_days_and_enough_tries():
    assert is_enough(waited=PATIENCE, attempts=LEAST_ATTEMPTS)
    assert not is_enough(waited=PATIENCE, attempts=LEAST_ATTEMPTS - 1)
    assert not is_enough(waited=PATIENCE - timedelta(seconds=1), attempts=1000)
