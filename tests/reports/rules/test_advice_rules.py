import json
from importlib.resources import files

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reports.rules.advice import SHOWN, About, Situation, WrongAdvice, choose, read_pieces, situations_of
from reports.selectors.shipped_advice import ADVICE

TABLE = json.loads(files("reports.data").joinpath("advice.json").read_text(encoding="utf-8"))
PIECES = read_pieces(TABLE)
STRANDS = ("race", "religion", "sexual_orientation", "disability", "transgender", "age")
some_situations = st.frozensets(st.sampled_from(Situation))
some_strands = st.frozensets(st.sampled_from(STRANDS))
unhurried = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])


@unhurried
@given(some_situations, some_strands)
def test_only_what_fits_is_chosen_each_once_in_order(situations, strands):
    found = choose(PIECES, situations=situations, strands=strands)
    assert [piece.rank for piece in found] == sorted({piece.rank for piece in found})
    for piece in found:
        assert not piece.situations or piece.situations & situations
        assert not piece.strands or piece.strands & strands


@unhurried
@given(some_situations, some_strands)
def test_everybody_gets_advice_of_each_kind(situations, strands):
    found = choose(PIECES, situations=situations, strands=strands)
    assert {piece.about for piece in found} == set(About)
    assert len(found) >= SHOWN


@unhurried
@given(some_situations, some_strands, some_situations)
def test_more_situations_never_take_advice_away(situations, strands, more):
    fewer = set(choose(PIECES, situations=situations, strands=strands))
    assert fewer <= set(choose(PIECES, situations=situations | more, strands=strands))


@unhurried
@given(some_situations, some_strands)
def test_danger_comes_first(situations, strands):
    [first, *_others] = choose(PIECES, situations=situations | {Situation.DANGER}, strands=strands)
    assert first.id == "advice_danger"


def test_every_piece_has_a_text_and_every_text_a_piece():
    assert {piece.id for piece in PIECES} == set(ADVICE)


@pytest.mark.parametrize(
    ("given_answers", "situation"),
    [
        ({"danger": "danger"}, Situation.DANGER),
        ({"danger": "unsure"}, Situation.DANGER),
        ({"danger": "child"}, Situation.CHILD),
        ({"circumstances": {"under_18": "yes"}}, Situation.CHILD),
        ({"circumstances": {"ongoing": "yes"}}, Situation.ONGOING),
        ({"circumstances": {"before": "yes"}}, Situation.BEFORE),
        ({"circumstances": {"suspect_known": "yes"}}, Situation.KNOWN_SENDER),
        ({"kind": "witness"}, Situation.FOR_OTHERS),
        ({"has_link": True}, Situation.SEEN_BY_OTHERS),
    ],
)
def test_situations_come_from_closed_answers(given_answers, situation):
    nothing = {"danger": "", "kind": "unstated", "circumstances": {}, "has_link": False}
    assert situation in situations_of(**{**nothing, **given_answers})
    assert situations_of(**nothing) == frozenset()


@pytest.mark.parametrize(
    "change",
    [{"about": "cooking"}, {"situations": ["rain"]}, {"basis": " "}, {"rank": 20}, {"id": "advice_child"}],
)
def test_table_with_a_mistake_is_refused(change):
    first, *others = TABLE["pieces"]
    with pytest.raises(WrongAdvice):
        read_pieces({"pieces": [{**first, **change}, *others]})
