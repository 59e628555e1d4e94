import copy
import json
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.models import Complainant, DecisionNotice
from reports.rules.entitlements import ENTITLEMENTS, KINDS, BadEntitlements, Facts, entitlement_of, read_entitlements

DATA = json.loads(files("reports.data").joinpath("entitlements.json").read_text(encoding="utf-8"))
TABLE = read_entitlements(DATA)
DANGER = ("", "danger", "child", "unsure", "no")
UNDER_18 = ("", "yes", "no", "unknown")


@pytest.mark.parametrize(
    ("facts", "entitlement"),
    [
        (Facts(kind="victim"), "enhanced"),
        (Facts(kind="third_party"), "enhanced"),
        (Facts(kind="witness"), "standard"),
        (Facts(kind="professional"), "standard"),
        (Facts(kind="unstated"), "standard"),
        (Facts(kind="unstated", danger="no", under_18="no"), "standard"),
        (Facts(kind="witness", danger="unsure", under_18="unknown"), "standard"),
        (Facts(kind="witness", under_18="yes"), "enhanced"),
        (Facts(kind="professional", danger="child"), "enhanced"),
        (Facts(kind="unstated", danger="danger"), "enhanced"),
    ],
)
def test_table_decides(facts, entitlement):
    assert entitlement_of(TABLE, facts) == entitlement


def test_limits_are_one_and_five_working_days():
    assert TABLE.working_days == {"enhanced": 1, "standard": 5}


def test_every_rule_says_where_it_comes_from():
    assert all(row["basis"] for row in [DATA, *DATA["rules"]])


def test_table_and_models_speak_of_the_same_people_and_entitlements():
    assert set(KINDS) == set(Complainant.Kind.values)
    assert set(ENTITLEMENTS) == set(DecisionNotice.Entitlement.values)


@given(st.sampled_from(KINDS), st.sampled_from(UNDER_18), st.sampled_from(DANGER))
def test_everybody_has_an_entitlement(kind, under_18, danger):
    assert entitlement_of(TABLE, Facts(kind=kind, under_18=under_18, danger=danger)) in ENTITLEMENTS


@given(st.sampled_from(KINDS), st.sampled_from(UNDER_18), st.sampled_from(DANGER))
def test_danger_and_youth_never_slow_a_decision_down(kind, under_18, danger):
    without = entitlement_of(TABLE, Facts(kind=kind))
    with_them = entitlement_of(TABLE, Facts(kind=kind, under_18=under_18, danger=danger))
    assert TABLE.working_days[with_them] <= TABLE.working_days[without]


@pytest.mark.parametrize(
    ("path", "value", "said"),
    [
        (("rules", 0, "fact"), "mood", "mood"),
        (("rules", 0, "entitlement"), "golden", "golden"),
        (("working_days",), {"enhanced": 1}, "no working days"),
        (("working_days", "standard"), 0, "no working days"),
        (("rules", 4, "values"), ["witness", "professional"], "leaves out unstated"),
        (("rules",), [], "leaves out"),
    ],
)
def test_table_with_a_hole_is_refused(path, value, said):
    data = copy.deepcopy(DATA)
    target = data
    for step in path[:-1]:
        target = target[step]
    target[path[-1]] = value
    with pytest.raises(BadEntitlements, match=said):
        read_entitlements(data)
