"""When a victim or subject repeats, what counts as one occurrence, what is unusual, and what comes again."""

import json
from datetime import UTC, date, datetime, timedelta
from importlib.resources import files
from math import exp, factorial
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intel.rules.notice_steps import Standing, State, Step, comes_again, open_steps
from intel.rules.notice_table import BadNoticeTable, read_notice_table
from intel.rules.occurrences import Telling, occurrences_of
from intel.rules.repeats import Why, repeat_subject, repeat_victim
from intel.rules.waves import Window, find_unusual, judge, tail

DATA = json.loads(files("intel.data").joinpath("notices.json").read_text())
TABLE = read_notice_table(DATA)
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
QUIET = (0,) * 8


def telling(days=0, *, case=None, thing="", sender="a", urgency=1, forces=()):
    return Telling(
        report_id=uuid4(),
        case_id=case or uuid4(),
        at=NOON + timedelta(days=days),
        thing=thing,
        sender=sender,
        urgency=urgency,
        forces=frozenset(forces),
    )


def test_reports_of_one_post_or_of_one_case_are_one_occurrence():
    case = uuid4()
    told = [
        telling(0, thing="post:1"),
        telling(1, thing="post:1"),
        telling(2, thing="post:2", case=case),
        telling(3, case=case),
        telling(4),
    ]
    assert [len(each.tellings) for each in occurrences_of(told)] == [2, 2, 1]


def test_a_case_ties_two_posts_together():
    case = uuid4()
    told = [telling(0, thing="post:1"), telling(1, thing="post:1", case=case), telling(2, thing="post:2", case=case)]
    assert len(occurrences_of(told)) == 1


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3), st.integers(0, 9)), max_size=12))
def test_every_report_is_in_one_occurrence_whatever_the_order(rows):
    told = [telling(day, case=UUID(int=case), thing=f"p{thing}" if thing else "") for case, thing, day in rows]
    found = occurrences_of(told)
    turned = occurrences_of(reversed(told))
    assert sorted(t.report_id for each in found for t in each.tellings) == sorted(t.report_id for t in told)
    as_sets = [{frozenset(t.report_id for t in each.tellings) for each in way} for way in (found, turned)]
    assert as_sets[0] == as_sets[1]


@pytest.mark.parametrize(
    ("told", "why"),
    [
        ([telling(0), telling(5)], None),
        ([telling(0), telling(5), telling(9)], (Why.OFTEN,)),
        ([telling(0), telling(5, urgency=3)], (Why.RISING,)),
        ([telling(0, urgency=3), telling(5)], None),
        ([telling(0), telling(5), telling(9, urgency=2)], (Why.OFTEN, Why.RISING)),
        ([telling(-400), telling(0), telling(5)], None),
        ([telling(0, thing="p"), telling(1, thing="p"), telling(2, thing="p", urgency=4)], None),
        ([], None),
    ],
)
def test_a_victim_repeats_often_or_each_time_worse(told, why):
    found = repeat_victim(told, numbers=TABLE.victim)
    assert (found.why if found else None) == why


@pytest.mark.parametrize(
    ("told", "why"),
    [
        ([telling(0, sender="a"), telling(1, sender="b")], None),
        ([telling(0, sender="a"), telling(1, sender="b"), telling(2, sender="b")], (Why.PEOPLE,)),
        ([telling(0), telling(1), telling(2)], None),
        ([telling(0, forces=["x"]), telling(1, forces=["y"])], (Why.FORCES,)),
        ([telling(0, thing="p", forces=["x"]), telling(1, thing="p", forces=["y"])], None),
        ([telling(-95, sender="a"), telling(0, sender="b"), telling(1, sender="c")], None),
    ],
)
def test_a_subject_is_a_matter_of_several(told, why):
    found = repeat_subject(told, numbers=TABLE.subject)
    assert (found.why if found else None) == why


def test_the_tail_is_exact_where_it_is_known():
    """With a variance just above the mean it is a Poisson tail; a geometric one is known in closed form."""
    poisson = 1 - sum(exp(-3.0) * 3.0**k / factorial(k) for k in range(8))
    assert tail(8, mean=3.0, variance=3.0 + 1e-7) == pytest.approx(poisson, rel=1e-4)
    assert tail(5, mean=2.0, variance=6.0) == pytest.approx((2 / 3) ** 5, rel=1e-9)
    assert tail(0, mean=2.0, variance=6.0) == 1.0


def test_far_fewer_than_usual_are_no_wave():
    assert tail(50, mean=500.0, variance=750.0) == pytest.approx(1.0)
    assert not find_unusual({"a": [window(50, (500,) * 8)]}, looked_at=1, numbers=TABLE.wave)


@given(st.integers(1, 200), st.floats(0.05, 600), st.floats(1.05, 6))
def test_the_tail_falls_and_stays_a_chance(number, mean, dispersion):
    here, further = (tail(each, mean=mean, variance=mean * dispersion) for each in (number, number + 1))
    assert 0 <= further <= 1
    assert further - here <= 1e-9, "a tail only falls; two sums of the same terms differ by their rounding alone"
    assert 0 <= here <= 1


def window(now, before=QUIET, hours=24):
    return Window(hours=hours, now=now, before=before)


def test_many_where_there_is_usually_nothing_is_unusual_and_few_are_not():
    found = find_unusual({"a": [window(11)], "b": [window(6)]}, looked_at=200, numbers=TABLE.wave)
    assert set(found) == {"a"}
    assert found["a"].usual == pytest.approx(0.5 / 8)


def test_what_is_usual_is_not_a_wave():
    assert not find_unusual({"a": [window(14, (12, 9, 15, 11, 10, 13, 12, 8))]}, looked_at=1, numbers=TABLE.wave)


def test_the_more_series_are_looked_at_the_less_passes_for_unusual():
    series = {"a": [window(10, (1, 1, 0, 1, 0, 2, 1, 0))]}
    assert find_unusual(series, looked_at=1, numbers=TABLE.wave)
    assert not find_unusual(series, looked_at=100_000, numbers=TABLE.wave)


def test_a_series_that_varies_much_must_rise_higher():
    even, uneven = (5, 5, 5, 5, 5, 5, 5, 5), (0, 0, 20, 0, 0, 20, 0, 0)
    chances = [judge(window(20, before), looked_at=1, numbers=TABLE.wave).chance for before in (even, uneven)]
    assert chances[0] < chances[1] / 100


def test_nothing_is_said_before_there_are_weeks_to_compare_with():
    assert judge(window(50, (0, 0, 0)), looked_at=1, numbers=TABLE.wave) is None


@pytest.mark.parametrize(
    ("state", "level", "days", "comes"),
    [
        (State.OPEN, 99, 99, False),
        (State.TAKEN, 99, 99, False),
        (State.GONE, 1, 0, True),
        (State.WORKED, 4, 0, False),
        (State.WORKED, 6, 0, True),
        (State.WORKED, 4, 4, True),
        (State.QUIETENED, 5, 4, False),
        (State.QUIETENED, 6, 0, True),
    ],
)
def test_what_was_dealt_with_comes_again_when_it_is_over_or_worse(state, level, days, comes):
    standing = Standing(
        kind="victim",
        state=state,
        level_then=4,
        last_at=NOON,
        quiet_until=date(2026, 4, 1) if state is State.QUIETENED else None,
    )
    last_at = NOON + timedelta(days=days)
    assert comes_again(standing, level=level, last_at=last_at, today=NOON.date(), again=TABLE.again) is comes


def test_what_was_quietened_comes_the_day_after_its_last():
    quiet = Standing(kind="wave", state=State.QUIETENED, level_then=9, last_at=NOON, quiet_until=NOON.date())
    for later, comes in ((0, False), (1, True)):
        day = NOON.date() + timedelta(days=later)
        assert comes_again(quiet, level=9, last_at=NOON, today=day, again=TABLE.again) is comes


def test_what_is_gone_can_be_dealt_with_no_more():
    assert open_steps(State.GONE) == []
    assert Step.QUIETEN not in open_steps(State.QUIETENED)


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("wave", "hours"), []),
        (("wave", "fewest_weeks"), 1),
        (("wave", "false_a_look"), 0),
        (("wave", "least_dispersion"), 0.5),
        (("victim", "from_occurrences_rising"), 1),
        (("quiet_at_most_days",), 0),
        (("subject", "within_days"), "soon"),
        (("comes_again",), None),
    ],
)
def test_a_table_that_cannot_be_used_is_refused(path, value):
    data = json.loads(json.dumps(DATA))
    place = data
    for name in path[:-1]:
        place = place[name]
    place[path[-1]] = value
    with pytest.raises(BadNoticeTable):
        read_notice_table(data)
