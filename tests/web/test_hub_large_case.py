"""A case of many reports: what differs comes first, and every tab has pages."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from reports.models import Message
from reports.services import messaging
from tests.making import reports as making
from triage.selectors import cases, members, talks
from triage.services import merging

pytest_plugins = ["tests.making.http"]
PATHS = ("overview", "reports", "messages", "timeline", "package", "intelligence")


@pytest.fixture
def client(staff):
    return staff("officer")


@pytest.fixture
def joined(submit, officer, at):
    """Make a lead, and merge reports into its case: `joined({...answers}, ...)`."""

    def make(*answers):
        lead = submit(kind="witness", strands=("race",))
        for number, each in enumerate(answers, start=1):
            member = submit(**{"kind": "witness", "strands": ("race",), "minutes": number, **each})
            merging.merge(report_id=member.id, into_case_id=lead.case_id, by=officer, at=at, reason="same")
            lead.members = [*getattr(lead, "members", []), member]
        return lead

    return make


def page(client, report, tab, asked=""):
    response = client.get(f"/hub/cases/{report.case.reference}/tab/{tab}/{asked}")
    assert response.status_code == 200
    return response.content.decode()


def references(text):
    """Return the reports of the table, in order."""
    return re.findall(r'<th scope="row" class="govuk-table__header">(OHR-[^<]+)</th>', text)


def test_reports_that_differ_come_first_and_say_how(client, joined):
    lead = joined(
        {},
        {"strands": ("race", "religion")},
        {"kind": "victim", "postcode": "ME14 1XX"},
        {"danger": "danger"},
        {"url": "https://x.com/somebody/status/1700000000000000002"},
        {"files": [making.picture()]},
    )
    text = page(client, lead, "reports")
    like, strand, victim, danger, post, file = [member.reference for member in lead.members]
    assert references(text) == [lead.reference, danger, victim, strand, file, post, like]
    for words in (
        "Says that someone is in danger",
        "Is the person targeted",
        "Names another strand: ",
        "Lives in the area of another force: Kent",
        "Names another post",
        "Brought a file of their own",
        "Differ from the lead (5)",
        "7 reports",
    ):
        assert words in text


@pytest.mark.parametrize(
    ("show", "place"), [("victims", 0), ("danger", 1), ("files", 2), ("wrote", 3), ("differs", None), ("odd", None)]
)
def test_filter_shows_only_what_it_says(client, joined, at, show, place):
    lead = joined({"kind": "victim"}, {"danger": "child"}, {"files": [making.picture()]}, {}, {})
    messaging.add_information(report_id=lead.members[3].id, text="Another one.", at=at)
    shown = references(page(client, lead, "reports", f"?show={show}"))
    expected = {
        "differs": {member.reference for member in lead.members[:3]},
        "odd": {lead.reference, *(member.reference for member in lead.members)},
    }
    assert set(shown) == expected.get(show, {lead.members[place or 0].reference})


@pytest.mark.parametrize("typed", ["{0}", " {0} ", "{1}", "{2}"])
def test_report_is_found_by_its_reference_however_it_is_typed(client, joined, typed):
    lead = joined({}, {}, {})
    wanted = lead.members[1].reference
    typed = typed.format(wanted, wanted.lower(), wanted.replace("-", " "))
    assert references(page(client, lead, "reports", f"?reference={typed}")) == [wanted]


def test_reference_of_another_case_is_not_found_here(client, joined, submit):
    lead, other = joined({}), submit()
    text = page(client, lead, "reports", f"?reference={other.reference}")
    assert "No report of this case is like that." in text
    assert references(text) == []


def test_reports_are_paged_and_none_is_skipped_when_one_is_taken_out(client, joined, officer, at, monkeypatch):
    monkeypatch.setattr(members, "PAGE", 3)
    lead = joined(*[{}] * 7, {"kind": "victim"})
    first = page(client, lead, "reports")
    following = re.search(r'href="\?([^"]+)" rel="next"', first).group(1).replace("&amp;", "&")
    gone, last = lead.members[0], lead.members[6].reference
    merging.unmerge(report_id=gone.id, by=officer, at=at, reason="another thing")
    second = page(client, lead, "reports", f"?{following}")
    assert "further on" in second
    assert references(first) == [lead.reference, lead.members[7].reference, gone.reference]
    assert references(second) == [member.reference for member in lead.members[1:4]]
    following = re.search(r'href="\?([^"]+)" rel="next"', second).group(1).replace("&amp;", "&")
    third = page(client, lead, "reports", f"?{following}")
    assert references(third)[-1] == last
    assert 'rel="next"' not in third


@pytest.mark.parametrize(
    "cursor", ["x", "1_2_3", "0_2026-01-01_x", "9_2026-01-01_5f0c9d2e-8e0c-4c57-9f0c-000000000000"]
)
@pytest.mark.parametrize("tab", ["reports", "messages", "timeline", "overview"])
def test_cursor_that_cannot_be_read_starts_at_the_beginning(client, joined, tab, cursor):
    lead = joined({"files": [making.picture()]})
    begun = page(client, lead, tab)
    for name in ("after", "before", "exhibits"):
        assert len(page(client, lead, tab, f"?{name}={cursor}")) >= len(begun) - 2000


def test_any_member_can_be_asked_from_the_reports(client, joined):
    lead = joined({})
    text = page(client, lead, "reports")
    for report in (lead, *lead.members):
        assert f"/hub/cases/{lead.case.reference}/ask/{report.id}/" in text


def test_messages_show_only_who_wrote_with_the_unread_first(client, joined, officer, at):
    lead = joined({}, {}, {})
    quiet, read, unread = lead.members
    for report in (read, unread):
        messaging.add_information(report_id=report.id, text=f"Words of {report.reference}.", at=at)
    ids = [Message.objects.get(report=read).id]
    messaging.mark_read(report_ids=[read.id], message_ids=ids, by=officer, at=at)
    text = page(client, lead, "messages")
    shown = re.findall(r'<h2 class="govuk-heading-m">\s*(OHR-\S+)', text)
    assert shown == [unread.reference, read.reference, lead.reference]
    assert quiet.reference not in text
    assert "1 message has not been read yet" in text


def test_reading_a_page_of_messages_leaves_the_others_unread(client, joined, at, monkeypatch):
    monkeypatch.setattr(talks, "PAGE", 2)
    lead = joined(*[{}] * 5)
    for member in lead.members:
        messaging.add_information(report_id=member.id, text="Another one.", at=at)
    text = page(client, lead, "messages")
    assert "I have read the 2 on this page" in text
    shown = re.search(r'name="messages" value="([\d ]+)"', text).group(1)
    following = re.search(r'href="\?([^"]+)" rel="next"', text).group(1)
    client.post(f"/hub/cases/{lead.case.reference}/messages/read/", {"messages": shown})
    assert Message.objects.filter(read_at=None).count() == 3
    assert "3 messages have not been read yet" in page(client, lead, "messages", f"?{following}")


def test_message_of_another_case_is_not_marked_as_read(client, joined, submit, at):
    lead, other = joined({}), submit()
    foreign = messaging.add_information(report_id=other.id, text="Elsewhere.", at=at)
    client.post(f"/hub/cases/{lead.case.reference}/messages/read/", {"messages": str(foreign.id)})
    assert Message.objects.get().read_at is None


def test_timeline_shows_what_was_done_to_many_once(client, joined, officer, at):
    lead = joined({}, {}, {})
    making.walk(lead, to="assessed_crime", by=officer, at=at)
    making.work_off()
    text = page(client, lead, "timeline")
    assert "Gate waived · 4 reports" in text
    assert "Recorded as crime" in text or "Crime recorded" in text


def test_timeline_goes_on_to_what_is_older(client, joined, monkeypatch):
    monkeypatch.setattr(cases, "DEEDS", 2)
    lead, seen, asked = joined({}, {}), [], ""
    for _ in range(20):
        text = page(client, lead, "timeline", asked)
        seen += re.findall(r'moj-timeline__title">([^<]+)', text)
        found = re.search(r'href="(\?before=[^"]+)"', text)
        if not found:
            break
        asked = found.group(1)
    assert seen[-1] == "Submitted"
    assert seen.count("Submitted") == 1
    assert len(seen) == len(set(seen))


def test_exhibits_are_paged_the_lead_s_first(client, submit, officer, at, monkeypatch):
    monkeypatch.setattr(cases, "EXHIBITS", 2)
    early = submit(files=[making.picture(colour=colour) for colour in ("red", "blue")])
    lead = submit(files=[making.picture(colour="green")])
    merging.merge(report_id=early.id, into_case_id=lead.case_id, by=officer, at=at, reason="same")
    first = page(client, lead, "overview")
    assert f"{lead.reference}/1" in first
    assert "(3)" in first
    more = re.search(r'href="(\?exhibits=[^#]+)#exhibits"', first).group(1)
    second = page(client, lead, "overview", more)
    assert (f"{lead.reference}/1" in second, f"{early.reference}/2" in second) == (False, True)
    assert "Back to the first" in second


@pytest.mark.parametrize("tab", PATHS)
def test_tab_asks_no_more_of_the_database_for_more_reports(client, joined, at, tab):
    counted = []
    for many in (2, 6):
        lead = joined(*[{"files": [making.picture()]}] * many)
        for member in lead.members:
            messaging.add_information(report_id=member.id, text="Another one.", at=at)
        page(client, lead, tab)
        with CaptureQueriesContext(connection) as queries:
            page(client, lead, tab)
        counted.append(len(queries))
    assert counted[0] == counted[1]
