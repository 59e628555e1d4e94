import pytest
from hypothesis import given
from hypothesis import strategies as st

from triage.rules.differences import UNLIKE_NONE, Difference, ReportFacts, differences, rank

LEAD = ReportFacts(
    kind="witness",
    danger="no",
    strands=frozenset({"race"}),
    posts=frozenset({"x:post:1"}),
    files=frozenset({"a"}),
    force="E23000010",
)
texts = st.sampled_from(["", "a", "b", "c"])
some = st.frozensets(texts, max_size=3)
any_facts = st.builds(
    ReportFacts,
    kind=st.sampled_from(["victim", "witness", "third_party", "professional", "unstated"]),
    danger=st.sampled_from(["", "danger", "child", "unsure", "no"]),
    is_under_18=st.booleans(),
    strands=some,
    posts=some,
    files=some,
    force=texts,
)


@pytest.mark.parametrize(
    ("facts", "found"),
    [
        ({}, []),
        ({"kind": "victim"}, ["is_victim"]),
        ({"kind": "third_party"}, ["for_victim"]),
        ({"kind": "professional"}, []),
        ({"danger": "danger"}, ["in_danger"]),
        ({"danger": "child"}, ["child"]),
        ({"is_under_18": True}, ["child"]),
        ({"danger": "unsure"}, ["perhaps_in_danger"]),
        ({"strands": frozenset({"race", "religion"})}, ["other_strand"]),
        ({"strands": frozenset()}, []),
        ({"posts": frozenset({"x:post:2"})}, ["own_post"]),
        ({"posts": frozenset({"x:post:1"})}, []),
        ({"files": frozenset({"a", "b"})}, ["own_file"]),
        ({"files": frozenset({"a"})}, []),
        ({"force": "E23000032"}, []),
        ({"kind": "victim", "force": "E23000032"}, ["is_victim", "other_force_area"]),
        ({"kind": "victim", "force": "E23000010"}, ["is_victim"]),
        ({"kind": "victim", "danger": "danger"}, ["in_danger", "is_victim"]),
    ],
)
def test_report_differs_in_what_an_officer_must_not_overlook(facts, found):
    assert [code.value for code in differences(ReportFacts(**facts), lead=LEAD)] == found


def test_victim_stands_out_beside_a_lead_who_is_a_victim_too():
    lead = ReportFacts(kind="victim", danger="danger")
    found = differences(ReportFacts(kind="victim", danger="danger"), lead=lead)
    assert found == (Difference.IN_DANGER, Difference.IS_VICTIM)


@given(any_facts, any_facts)
def test_differences_come_once_each_and_the_most_urgent_gives_the_rank(own, lead):
    found = differences(own, lead=lead)
    order = list(Difference)
    assert [order.index(each) for each in found] == sorted({order.index(each) for each in found})
    assert rank(found) == min((order.index(each) for each in found), default=UNLIKE_NONE)


@given(any_facts)
def test_report_differs_from_one_like_itself_only_in_what_is_about_the_person(facts):
    about_the_person = {
        Difference.IN_DANGER,
        Difference.CHILD,
        Difference.IS_VICTIM,
        Difference.PERHAPS_IN_DANGER,
    }
    assert set(differences(facts, lead=facts)) <= about_the_person
