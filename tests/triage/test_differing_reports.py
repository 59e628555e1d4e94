"""The reports that differ from a lead, by ids or by a query."""

import pytest

from reports.models import Report
from tests.making import reports as making
from triage.rules.differences import Difference
from triage.selectors.differences import compare, differing


@pytest.fixture
def wave(submit):
    lead = submit(kind="witness", files=[making.picture(colour="red")])
    like = submit(kind="witness", files=[making.picture(colour="red")])
    victim = submit(kind="victim", circumstances={"under_18": "yes"})
    other = submit(kind="witness", url="https://x.com/somebody/status/1700000000000000002")
    return lead, like, victim, other


def test_reports_are_asked_for_by_ids_or_by_a_query(wave):
    lead, _like, victim, other = wave
    expected = {victim.id: (Difference.CHILD, Difference.IS_VICTIM), other.id: (Difference.OWN_POST,)}
    assert differing(Report.objects.all(), lead=lead) == expected
    assert differing([report.id for report in wave], lead=lead) == expected
    assert differing([], lead=lead) == {}


def test_lead_itself_differs_in_nothing_and_need_not_be_among_them(wave):
    lead, like, victim, _other = wave
    assert differing([lead.id], lead=lead) == {}
    assert differing([like.id, lead.id], lead=victim)[lead.id] == (Difference.OWN_FILE,)


def test_number_of_queries_does_not_grow(wave, submit, django_assert_num_queries):
    lead = Report.objects.select_related("complainant").get(id=wave[0].id)
    with django_assert_num_queries(5):
        assert len(compare(Report.objects.all(), lead=lead)) == 4
    for number in range(5):
        submit(kind="victim", files=[making.picture(size=(20, 20 + number))])
    with django_assert_num_queries(5):
        assert len(compare(Report.objects.all(), lead=lead)) == 9


def test_link_of_which_no_post_can_be_told_is_compared_as_typed(submit):
    lead = submit(url="https://example.org/a", kind="witness")
    same, other = submit(url="https://example.org/a"), submit(url="https://example.org/b")
    found = differing([same.id, other.id], lead=lead)
    assert (same.id in found, found[other.id]) == (False, (Difference.OWN_POST,))
