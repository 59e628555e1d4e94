"""The first page of the portal of forces: what waits, and the force's cases."""

import re

import pytest

from hatehub.reference.models import Force
from referrals.models import ForceMessage
from referrals.selectors.portal_lists import PAGE
from referrals.services import answering, feeding, force_talk
from tests.making import reports as making
from tests.making import transfers as moving
from triage.models import Priority, Responsibility
from triage.rules.priority_table import Band
from triage.services import priority_overrides

pytest_plugins = ["tests.making.http"]
MOST_STATEMENTS = 12


@pytest.fixture
def client(staff):
    return staff("force")


def told():
    making.work_off()
    feeding.number_entries()


def listed(page):
    table = page.content.decode().partition("<caption")[2]
    return re.findall(r'<a [^>]*href="/force/cases/(OHC-\w{4}-\w{4})/"', table)


def waiting(page):
    part = page.content.decode().partition('id="waiting"')[2].partition("</section>")[0]
    return re.findall(r"OHC-\w{4}-\w{4}(?=</a>)", part)


def test_offer_stands_first_and_in_the_list(client, report_at):
    report = report_at("packaged")
    told()
    page = client.get("/force/")
    assert waiting(page) == listed(page) == [report.case.reference]
    assert "Accept or refuse the case" in page.content.decode()


def test_accepted_case_waits_for_nobody(client, report_at):
    report = report_at("with_force")
    told()
    page = client.get("/force/")
    assert (waiting(page), listed(page)) == ([], [report.case.reference])


def test_transfer_waits_for_the_force_that_is_asked(client, report_at, officer, at, staff):
    report = report_at("with_force")
    moving.propose(report, by=officer, at=at)
    told()
    theirs = staff("force")
    user = theirs.get("/force/").wsgi_request.user
    user.force = Force.objects.get(code=moving.KENT)
    user.save()
    assert waiting(client.get("/force/")) == []
    assert waiting(theirs.get("/force/")) == [report.case.reference]


def test_answer_of_the_hub_waits_until_the_case_is_opened(client, report_at, west_yorkshire, officer, at):
    report = report_at("with_force")
    asked = force_talk.write(
        reference=report.case.reference, kind="question", text="Is there a picture?", by=west_yorkshire, at=at
    )
    force_talk.answer(message_id=asked.id, text="There is one.", by=officer, at=at)
    page = client.get("/force/")
    assert waiting(page) == [report.case.reference]
    assert "There is one." not in page.content.decode()
    assert "There is one." in client.get(f"/force/cases/{report.case.reference}/").content.decode()
    assert waiting(client.get("/force/")) == []
    assert ForceMessage.objects.filter(seen_at__isnull=False).count() == 1


def test_cases_of_others_and_those_not_offered_are_not_there(client, report_at, submit):
    report_at("with_force", postcode="CT1 2EH")
    Responsibility.objects.update(force=Force.objects.get(code=moving.KENT))
    report_at("assessed_crime")
    submit()
    told()
    page = client.get("/force/")
    assert (waiting(page), listed(page)) == ([], [])
    assert "Your force has no cases yet" in page.content.decode()


def test_crime_number_of_another_force_finds_nothing(client, report_at):
    report = report_at("with_force")
    told()
    report.case.force_answers.update(force=Force.objects.get(code=moving.KENT))
    assert listed(client.get("/force/", {"text": "13/1/26"})) == []


@pytest.mark.parametrize(
    ("weighed", "carried", "overridden", "band"),
    [
        ("low", "", "", "low"),
        ("low", "high", "", "high"),
        ("urgent", "high", "", "urgent"),
        ("urgent", "high", "normal", "normal"),
    ],
)
def test_band_is_the_one_in_force(client, report_at, officer, at, weighed, carried, overridden, band):
    report = report_at("packaged")
    told()
    if overridden:
        by_hand = Band(overridden)
        priority_overrides.override(case_id=report.case_id, band=by_hand, by=officer, at=at, reason="for the test")
    Priority.objects.update_or_create(case=report.case, defaults={"band": weighed, "carried_band": carried})
    for asked in ("urgent", "high", "normal", "low"):
        expected = [report.case.reference] if asked == band else []
        assert listed(client.get("/force/", {"band": asked})) == expected


def test_strand_of_somebody_else_finds_nothing_for_who_only_keeps_in_touch(client, report_at):
    report = report_at("with_force", strands=("race",))
    told()
    kent = Force.objects.get(code=moving.KENT)
    Responsibility.objects.filter(case=report.case).update(force=kent)
    other = Responsibility.objects.filter(case=report.case, role="victim_contact").get()
    other.force = Force.objects.get(code=making.WEST_YORKSHIRE)
    other.save()
    assert listed(client.get("/force/", {"strand": "race"})) == [report.case.reference]
    assert listed(client.get("/force/", {"strand": "religion"})) == []


def test_list_is_read_page_by_page_without_a_gap_at_a_bounded_cost(
    client, report_at, django_assert_max_num_queries, west_yorkshire, at
):
    made = {report_at("packaged", minutes=number).case.reference for number in range(PAGE + 3)}
    told()
    for order in ("change", "limit"):
        seen, address = [], f"/force/?order={order}"
        for _ in range(3):
            with django_assert_max_num_queries(MOST_STATEMENTS):
                page = client.get(address)
            seen += listed(page)
            address = page.context["following"]
            if not address:
                break
        assert len(seen) == len(set(seen))
        assert set(seen) == made


def test_title_names_nobody(client, report_at):
    report_at("packaged", name="Wilfreda Featherly")
    told()
    text = client.get("/force/").content.decode()
    assert "<title>Cases - Online Hate Hub</title>" in re.sub(r"\s+", " ", text)
    assert "Featherly" not in text


def test_acknowledging_leaves_the_offer_waiting(client, report_at, west_yorkshire, at):
    report = report_at("packaged")
    answering.acknowledge(reference=report.case.reference, by=west_yorkshire, at=at)
    assert waiting(client.get("/force/")) == [report.case.reference]


def test_case_of_this_second_is_not_said_to_be_missing(client, report_at):
    report = report_at("packaged")
    page = client.get("/force/")
    assert waiting(page) == [report.case.reference]
    assert "no cases yet" not in page.content.decode()
