"""What intelligence adds to bundles: accounts of the person, and never who reported them, grades or sources."""

from datetime import timedelta

import pytest

from hatehub.accounts.actors import HUB
from intel.models import Account, AccountLink, FormerName, Sighting
from intel.services import access_parts, sightings
from reports.models import Report
from tests.making import access_requests as asking
from tests.making import intelligence
from triage.rules.access_requests import Choice, Kind
from triage.services.access_requests import choosing

POST = "https://x.com/{}/status/17000000000000000{:02}"


@pytest.fixture
def reported(submit, at):
    """Return a function that has an account reported."""

    def make(handle, number=1, **more):
        told = {"name": "Rosalind Oakenshield", "email": "rosalind@example.org", "narrative": "Zebra words.", **more}
        report = submit(url=POST.format(handle, number), minutes=number, **told)
        sightings.note_accounts(report_id=report.id, by=HUB, at=at)
        return report

    return make


def account(handle):
    return Account.objects.get(handle_key=handle)


def found_in(request):
    return {int(key) for key in request.items.filter(source="accounts").values_list("key", flat=True)}


def test_accounts_are_found_by_their_name_a_former_one_and_one_that_evades(reported, at):
    for number, handle in enumerate(("wombat_hater", "w0mbat_hater", "somebody_else"), start=1):
        reported(handle, number)
    other = account("somebody_else")
    known = {"handle_key": "wombat_hater", "first_seen_at": at, "last_seen_at": at}
    request = asking.receive(at=at, kind=Kind.SUBJECT, handles=("@Wombat_Hater",))
    assert found_in(request) == {account("wombat_hater").id, account("w0mbat_hater").id}
    FormerName.objects.create(account=other, handle="wombat_hater", name_key="wombat_hater", **known)
    request = asking.receive(at=at, kind=Kind.SUBJECT, handles=("wombat_hater",))
    assert other.id in found_in(request)


def test_accounts_are_not_looked_for_of_who_reported(reported, at):
    reported("wombat_hater")
    assert not found_in(asking.receive(at=at, handles=("wombat_hater",)))


def test_bundle_holds_accounts_and_no_word_of_who_reported_them(reported, at):
    report = reported("wombat_hater")
    request = asking.receive(at=at, kind=Kind.SUBJECT, handles=("wombat_hater",))
    words = asking.words_of(asking.make(request, at=at))
    assert "wombat_hater on X" in words
    told = ["Zebra", "Rosalind", "rosalind", report.reference, report.case.reference]
    assert [each for each in told if each in words] == []
    assert "Intelligence reports, their grades and their sources" in words


def test_account_that_was_left_out_is_not_given_nor_a_link_to_it(reported, at):
    for number, handle in enumerate(("wombat_hater", "w0mbat_hater"), start=1):
        reported(handle, number)
    mine, other = account("wombat_hater"), account("w0mbat_hater")
    AccountLink.objects.create(account=mine, other=other, score=0.9, is_offered=True, found_at=at)
    request = asking.receive(at=at, kind=Kind.SUBJECT, handles=("wombat_hater",))
    assert found_in(request) == {mine.id, other.id}
    asking.include_all(request, at=at)
    item = request.items.get(source="accounts", key=str(other.id))
    choice = {"choice": Choice.LEFT_OUT, "reason": "Not shown to be theirs."}
    choosing.choose(request_id=request.id, item_id=item.id, by=asking.OFFICER, at=at, **choice)
    for left in request.items.filter(source="reports", key=str(Sighting.objects.get(account=other).report_id)):
        choosing.choose(request_id=request.id, item_id=left.id, by=asking.OFFICER, at=at, **choice)
    words = asking.words_of(asking.make_decided(request, at=at))
    assert "wombat_hater" in words
    assert "w0mbat_hater" not in words


@pytest.mark.parametrize("kind", list(Kind))
def test_intelligence_is_never_given(reported, at, kind):
    report = reported("wombat_hater")
    row = intelligence.begun(Report.objects.get(id=report.id), at=at)
    intelligence.add(row, Report.objects.get(id=report.id), at=at)
    said = {"references": [report.reference]} if kind == Kind.COMPLAINANT else {"handles": ("wombat_hater",)}
    made = asking.make(asking.receive(at=at + timedelta(minutes=1), kind=kind, **said), at=at)
    data = asking.data_of(made)
    assert row.reference not in asking.words_of(made)
    assert "intelligence" not in {each["code"] for each in data["sections"]}
    titles = {each["title"]: each["ground"] for each in data["withheld"]}
    assert titles["Intelligence reports, their grades and their sources"] == "section 45(4)(b)"


def test_what_is_found_is_told_by_as_many_queries_for_a_few_as_for_many(reported, at, django_assert_num_queries):
    for number in range(1, 4):
        reported(f"wombat_hater{number}", number)
    keys = [str(key) for key in Account.objects.values_list("id", flat=True)]
    with django_assert_num_queries(2):
        assert len(access_parts.describe(keys)) == 3
