"""Reading and packaging a case asks no more of the database for more reports, and gives the same as one by one."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hatehub.audit.models import Entry
from hatehub.vault.models import Purpose
from hatehub.vault.services import destroy_key
from referrals.services.case_detail import read_case
from referrals.services.contents import SHARED_BY_CONSENT
from reports.models import Report
from tests.making import bags
from tests.making import reports as making
from triage.services import merging


@pytest.fixture
def assigned(submit, officer, at):
    """Make a case of a lead and so many members, assigned to West Yorkshire."""

    def make(members):
        lead = submit()
        for number in range(members):
            member = submit(
                narrative=f"Story {number}.",
                words=f"Words {number}.",
                suspect=f"Somebody {number}",
                files=[making.picture()],
                name=f"Person {number}",
                identity="named",
                shares_with_force=number % 2 == 0,
                minutes=number + 1,
            )
            merging.merge(report_id=member.id, into_case_id=lead.case_id, by=officer, at=at, reason="same")
        making.walk(lead, to="assigned", by=officer, at=at)
        return Report.objects.select_related("case__lead").get(id=lead.id).case

    return make


def counted(act):
    with CaptureQueriesContext(connection) as queries:
        act()
    return len(queries)


def test_force_reads_each_report_and_that_costs_no_more_for_more(assigned, west_yorkshire, at):
    small, large = assigned(2), assigned(6)
    costs = [
        counted(lambda case=case: read_case(reference=case.reference, by=west_yorkshire, at=at))
        for case in (small, large)
    ]
    assert costs[0] == costs[1]
    read = read_case(reference=small.reference, by=west_yorkshire, at=at)
    assert [report["narrative"] for report in read["reports"][1:]] == ["Story 0.", "Story 1."]
    assert all(len(report["urls"]) == 1 for report in read["reports"])


def test_package_holds_what_each_told(assigned, at):
    case = assigned(2)
    content = bags.content_of(bags.built(case.lead, at=at), at=at)
    told = bags.data(content, "reports.json")[1:]
    assert [each["suspect"] for each in told] == ["Somebody 0", "Somebody 1"]
    assert [each["posts"][0]["words"] for each in told] == ["Words 0.", "Words 1."]
    assert [len(each["exhibits"]) for each in told] == [1, 1]
    assert [(each["complainant"] or {}).get("name") for each in told] == ["Person 0", None]


def test_each_contact_in_a_package_is_recorded_as_read(assigned, at):
    bags.built(assigned(3).lead, at=at)
    read = Entry.objects.filter(verb="read", reason=SHARED_BY_CONSENT)
    assert (read.count(), read.values("subject").distinct().count()) == (2, 2)


def test_what_one_of_them_told_and_is_erased_is_listed_and_stops_nothing(assigned, at):
    case = assigned(2)
    erased = case.reports.exclude(id=case.lead_id).first()
    destroy_key(owner=erased.id, purpose=Purpose.MATERIAL, at=at)
    content = bags.content_of(bags.built(case.lead, at=at), at=at)
    listed = {each["report"]: each["left_out"] for each in bags.data(content, "disclosure.json")}
    assert any("erased" in line["why"] for line in listed[erased.reference])
    assert not any("erased" in line["why"] for line in listed[case.lead.reference])
