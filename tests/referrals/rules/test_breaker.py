from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from referrals.rules.takedowns.breaker import FAILURES, FIRST_WAIT, HOUR, LARGEST_SHARE, LONGEST_WAIT, Standing

AT = datetime(2026, 11, 2, 9, tzinfo=UTC)
CHANCES = st.floats(min_value=0, max_value=1)


def failed(times, *, at=AT, chance=0.0):
    standing = Standing()
    for _ in range(times):
        standing = standing.failed(at, code="unreachable", chance=chance)
    return standing


def test_a_few_failures_stop_nothing():
    assert failed(FAILURES - 1).not_before(AT, an_hour=0) is None
    assert not failed(FAILURES - 1).is_open


@given(times=st.integers(min_value=FAILURES, max_value=400), chance=CHANCES)
def test_after_more_each_failure_waits_longer_up_to_half_an_hour_and_a_quarter(times, chance):
    wait = failed(times, chance=chance).not_before(AT, an_hour=0) - AT
    assert FIRST_WAIT <= wait <= LONGEST_WAIT * (1 + LARGEST_SHARE)
    assert failed(times + 1).not_before(AT, an_hour=0) - AT >= failed(times).not_before(AT, an_hour=0) - AT


def test_it_is_away_since_the_first_failure_and_back_with_the_first_answer():
    standing = failed(2).failed(AT + HOUR, code="timed_out", chance=0)
    assert (standing.away_since, standing.last_code) == (AT, "timed_out")
    assert standing.answered() == Standing()


def test_while_one_tries_nobody_else_does():
    standing = failed(FAILURES)
    later = standing.opens_at
    assert standing.not_before(later, an_hour=0) is None
    assert standing.tried(later).not_before(later, an_hour=0) == later + FIRST_WAIT
    assert Standing().tried(AT) == Standing()


def test_patience_is_not_a_failure():
    standing = failed(2).held(AT + HOUR, code="status_429")
    assert (standing.failures, standing.not_before(AT, an_hour=0)) == (0, AT + HOUR)
    assert standing.not_before(AT + HOUR, an_hour=0) is None


@given(calls=st.integers(min_value=1, max_value=50), an_hour=st.integers(min_value=1, max_value=50))
def test_an_hour_holds_no_more_calls_than_are_taken(calls, an_hour):
    standing = Standing()
    for _ in range(calls):
        standing = standing.counted(AT)
    expected = AT + HOUR if calls >= an_hour else None
    assert standing.not_before(AT + timedelta(minutes=1), an_hour=an_hour) == expected
    assert standing.not_before(AT + HOUR, an_hour=an_hour) is None
    assert standing.counted(AT + HOUR).calls_in_hour == 1
