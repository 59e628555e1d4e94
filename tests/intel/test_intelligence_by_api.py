"""Intelligence by the API and in the portal: what a force was given, paged so that nothing is missed."""

from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hatehub.audit.models import Entry
from intel.models import Dissemination
from intel.services.intelligence import disseminating, reviewing
from reports.models import Report
from reports.services import subjects
from tests.making import intelligence as making
from tests.making import reports
from tests.making.intelligence import CHIEF, CLEAN, MARKED, PERSON, WRITER

pytest_plugins = ["tests.making.http", "tests.making.force_client"]
SCOPE = "intel:read"
KENT = "E23000032"


@pytest.fixture
def force(program):
    return program(scope=SCOPE, allowed=SCOPE)


@pytest.fixture
def kent(program):
    return program(force=KENT, scope=SCOPE, allowed=SCOPE)


@pytest.fixture
def report(report_at):
    return report_at("assigned", **PERSON)


def some(report, place, at):
    return making.given(report, f"Something {place} was said.", at=at + timedelta(minutes=place))


def test_a_force_reads_what_it_was_given_and_no_other(report, force, kent, at):
    row = making.given(report, MARKED, at=at)
    making.signed_off(report, at=at)
    page = force.get("intelligence")
    body = page.json()
    (listed,) = body["objects"]
    assert (listed["type"], listed["external_references"][0]["external_id"]) == ("report", row.reference)
    assert not listed.get("revoked")
    assert (body["more"], body["next"]) == (False, str(Dissemination.objects.get().position))
    assert page.headers["X-TAXII-Date-Added-First"] == page.headers["X-TAXII-Date-Added-Last"]
    assert kent.get("intelligence").json()["objects"] == []
    assert kent.get(f"intelligence/{row.reference}").json()["code"] == "intelligence_not_found"
    bundle = force.get(f"intelligence/{row.reference}")
    assert bundle.headers["Content-Type"] == "application/stix+json;version=2.1"
    assert {each["id"] for each in bundle.json()["objects"] if each["type"] == "note"} <= set(listed["object_refs"])
    assert force.get(f"intelligence/{row.reference}").content == bundle.content
    assert force.get(f"intelligence/{row.reference}/pdf").content.startswith(b"%PDF")
    given = Dissemination.objects.get()
    assert given.first_read_at is not None
    assert len(given.bundle_sha256) == 64
    assert Entry.objects.filter(verb="intelligence_read", subject=f"intelligence:{row.reference}").count() == 3


def test_a_client_without_the_scope_is_refused_as_documented(program):
    other = program(scope="cases:read", allowed="cases:read")
    answer = other.get("intelligence")
    assert (answer.status_code, answer.json()["code"]) == (403, "permission_denied")


def test_pages_miss_nothing_and_tell_what_changed_again(report, force, at):
    rows = [some(report, place, at) for place in range(5)]
    seen, cursor = [], ""
    for _ in range(9):
        body = force.get(f"intelligence?limit=2&next={cursor}").json()
        seen += [each["external_references"][0]["external_id"] for each in body["objects"]]
        cursor = body["next"]
        if not body["more"]:
            break
    assert seen == [row.reference for row in rows]
    assert force.get(f"intelligence?next={cursor}").json() == {"more": False, "next": cursor, "objects": []}
    given = rows[1].disseminations.get()
    disseminating.withdraw(reference=rows[1].reference, dissemination_id=given.id, by=WRITER, at=at + timedelta(days=1))
    (again,) = force.get(f"intelligence?next={cursor}").json()["objects"]
    assert (again["external_references"][0]["external_id"], again["revoked"]) == (rows[1].reference, True)
    assert len(force.get("intelligence").json()["objects"]) == 5


def test_added_after_goes_on_exactly_behind_the_last_header(report, force, at):
    rows = [some(report, place, at) for place in range(3)]
    first = force.get("intelligence?limit=2")
    last = first.headers["X-TAXII-Date-Added-Last"]
    assert datetime.fromisoformat(last.replace("Z", "+00:00")).tzinfo is not None
    body = force.get(f"intelligence?added_after={last}").json()
    assert [each["external_references"][0]["external_id"] for each in body["objects"]] == [rows[2].reference]


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ("next=abc", "bad_cursor"),
        ("next=99999999999999999999", "bad_cursor"),
        ("limit=0", "invalid"),
        ("limit=501", "invalid"),
        ("added_after=yesterday", "invalid"),
        ("since=1", "invalid"),
    ],
)
def test_what_cannot_be_asked_is_refused(force, asked, code):
    answer = force.get(f"intelligence?{asked}")
    assert (answer.status_code, answer.json()["code"]) == (400, code)


def test_what_is_taken_back_or_weeded_is_revoked(report, force, at):
    taken, weeded = (making.given(report, text, at=at) for text in (CLEAN, MARKED))
    given = taken.disseminations.get()
    disseminating.withdraw(reference=taken.reference, dissemination_id=given.id, by=WRITER, at=at)
    reviewing.weed(reference=weeded.reference, why="It was wrong.", by=CHIEF, at=at)
    assert all(each["revoked"] for each in force.get("intelligence").json()["objects"])
    for row in (taken, weeded):
        bundle = force.get(f"intelligence/{row.reference}").json()
        assert [each["type"] for each in bundle["objects"] if each.get("revoked")] == ["report"]
        assert not [each for each in bundle["objects"] if each["type"] == "note"]
        paper = force.get(f"intelligence/{row.reference}/pdf")
        assert (paper.status_code, paper.json()["code"]) == (410, "intelligence_revoked")


def test_what_is_erased_or_names_whom_the_case_withholds_is_revoked(report, report_at, force, officer, at):
    naming = making.given(report, MARKED, at=at)
    subjects.restrict(case_id=report.case_id, destroy_at=at + timedelta(days=90), by=officer, at=at, reason="x")
    Report.objects.filter(id=report.id).update(state="assessed_non_crime")
    other = report_at("assigned", minutes=9, **PERSON)
    erased = making.given(other, at=at)
    reports.erase(other, at=at)
    for row in (naming, erased):
        assert force.get(f"intelligence/{row.reference}/pdf").status_code == 410


def test_statements_do_not_grow_with_reports(report, force, at):
    making.given(report, at=at)
    force.get("intelligence")
    with CaptureQueriesContext(connection) as few:
        force.get("intelligence")
    for place in range(6):
        making.given(report, f"Something {place} was said.", at=at)
    force.get("intelligence")
    with CaptureQueriesContext(connection) as many:
        assert len(force.get("intelligence").json()["objects"]) == 7
    assert len(many) <= len(few) + 1


def test_people_of_a_force_read_it_in_the_portal(report, staff, at):
    row = making.given(report, MARKED, at=at)
    client = staff("force")
    assert row.reference in client.get("/force/guidance/intelligence/").content.decode()
    page = client.get(f"/force/guidance/intelligence-report/?reference={row.reference}").content.decode()
    assert "2: untested" in page
    assert "ISR-" not in page
    assert report.case.reference not in page
    pdf = client.get(f"/force/guidance/intelligence-pdf/?reference={row.reference}")
    assert pdf.content.startswith(b"%PDF")
    assert client.post(f"/force/guidance/intelligence-pdf/?reference={row.reference}").status_code == 405
    assert client.get("/force/guidance/intelligence-report/?reference=INT-AAAA-AAAA").status_code == 404
    given = row.disseminations.get()
    disseminating.withdraw(reference=row.reference, dissemination_id=given.id, by=WRITER, at=at)
    page = client.get(f"/force/guidance/intelligence-report/?reference={row.reference}").content.decode()
    assert "revoked" in page
    assert "untested" not in page
    assert client.get(f"/force/guidance/intelligence-pdf/?reference={row.reference}").status_code == 404
