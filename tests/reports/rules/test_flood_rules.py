import copy
import json
from datetime import UTC, datetime, timedelta
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.rules.flood import Kind, Scope, WrongFloodTable, is_over, judge, read_table
from reports.rules.windows import BUCKETS, Recent, bucket_numbers, recent
from reports.rules.work import is_solved, solve

SHIPPED = json.loads(files("reports.data").joinpath("flood.json").read_text(encoding="utf-8"))
TABLE = read_table(SHIPPED)
COUNTS = st.dictionaries(
    st.sampled_from(list(Scope)),
    st.builds(Recent, ten_minutes=st.floats(0, 1e6), hour=st.floats(0, 1e6)),
)


def asked(scope, *, ten_minutes=0, hour=0, is_known=True, is_trapped=False):
    counts = {scope: Recent(ten_minutes=ten_minutes, hour=hour)}
    return judge(TABLE, counts=counts, is_known=is_known, is_trapped=is_trapped)


@pytest.mark.parametrize(
    ("scope", "ten_minutes", "hour", "bits", "is_in_burst"),
    [
        (Scope.NETWORK, 0, 0, 0, False),
        (Scope.NETWORK, 19, 49, 0, False),
        (Scope.NETWORK, 20, 20, 14, True),
        (Scope.NETWORK, 5, 50, 14, True),
        (Scope.NETWORK, 40, 40, 18, True),
        (Scope.NETWORK, 0, 110, 22, True),
        (Scope.WIDER_NETWORK, 99, 249, 0, False),
        (Scope.WIDER_NETWORK, 100, 100, 14, True),
        (Scope.HUB, 299, 999, 0, False),
        (Scope.HUB, 300, 300, 14, False),
        (Scope.HUB, 0, 10_000, 20, False),
    ],
)
def test_what_is_asked_at_which_count(scope, ten_minutes, hour, bits, is_in_burst):
    verdict = asked(scope, ten_minutes=ten_minutes, hour=hour)
    assert (verdict.bits, verdict.is_in_burst) == (bits, is_in_burst)
    assert verdict.wait_seconds == (TABLE.waits[bits] if bits else 0)


def test_unknown_network_is_judged_by_the_whole_hub_alone():
    assert asked(Scope.NETWORK, hour=500, is_known=False) == asked(Scope.NETWORK)
    assert asked(Scope.HUB, hour=1000, is_known=False).bits == 14


def test_trap_asks_for_the_most_and_marks():
    verdict = asked(Scope.NETWORK, is_trapped=True)
    assert (verdict.bits, verdict.least_bits, verdict.is_in_burst) == (22, 22, True)
    assert verdict.bits == max(level.bits for level in TABLE.levels)


@given(COUNTS, COUNTS)
def test_more_reports_never_ask_for_less(one, more):
    together = {
        scope: Recent(
            ten_minutes=one.get(scope, Recent()).ten_minutes + more.get(scope, Recent()).ten_minutes,
            hour=one.get(scope, Recent()).hour + more.get(scope, Recent()).hour,
        )
        for scope in Scope
    }
    first, second = (judge(TABLE, counts=each, is_known=True, is_trapped=False) for each in (one, together))
    assert second.bits >= first.bits
    assert second.is_in_burst >= first.is_in_burst
    assert second.bits <= 22
    assert second.wait_seconds <= 60


@pytest.mark.parametrize(("count", "expected"), [(120, False), (121, True)])
def test_hard_limit_is_passed_by_one_more(count, expected):
    assert is_over(TABLE, kind=Kind.DRAFTS, counts={Scope.NETWORK: Recent(hour=count)}) is expected


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda data: data.pop("levels"), "levels"),
        (lambda data: data["levels"][0].update(scope="planet"), "planet"),
        (lambda data: data["levels"][0].update(bits=60), "bits"),
        (lambda data: data["levels"][0].update(bits=15), "15"),
        (lambda data: data["waits"].update({"14": 0}), "waits"),
        (lambda data: data["waits"].update({"14": 4000}), "waits"),
        (lambda data: data.update(waits=[]), "items"),
        (lambda data: data["most_an_hour"].pop("files"), "files"),
    ],
)
def test_wrong_table_is_refused_in_words(change, said):
    data = copy.deepcopy(SHIPPED)
    change(data)
    with pytest.raises(WrongFloodTable, match=said):
        read_table(data)


@given(st.datetimes(timezones=st.just(UTC)), st.lists(st.integers(0, 1000), min_size=BUCKETS, max_size=BUCKETS))
def test_windows_lie_between_the_whole_buckets_inside_and_those_touched(at, counts):
    found = recent(counts, at=at)
    assert counts[0] <= found.ten_minutes <= counts[0] + counts[1]
    assert sum(counts[:-1]) <= found.hour <= sum(counts)
    assert found.ten_minutes <= found.hour


def test_buckets_are_of_ten_minutes_and_move_with_time():
    at = datetime(2026, 3, 2, 12, 5, tzinfo=UTC)
    now, later = bucket_numbers(at), bucket_numbers(at + timedelta(minutes=10))
    assert later[1:] == now[:-1]
    assert recent([4, 10, 0, 0, 0, 0, 6], at=at) == Recent(ten_minutes=9, hour=17)


@given(st.text(alphabet="abcXYZ019_-", min_size=22, max_size=22), st.integers(1, 10))
def test_what_is_solved_is_accepted_and_its_neighbour_hardly_ever(nonce, bits):
    answer = solve(nonce=nonce, bits=bits)
    assert is_solved(nonce=nonce, answer=answer, bits=bits)
    assert not is_solved(nonce=nonce, answer=answer, bits=200)


@pytest.mark.parametrize("answer", ["", "-1", "x", "\u0661", "1" * 17, "1 ", "0x1", "\0"])
def test_answer_that_is_no_number_solves_nothing(answer):
    assert not is_solved(nonce="n", answer=answer, bits=1)
