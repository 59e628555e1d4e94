import html
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from hatehub.accounts.actors import HUB
from reports.models import Report
from tests.making import reports as making
from triage.models import DuplicateMatch, Merge
from triage.services import duplicates, merging

pytest_plugins = ["tests.making.http"]
PATH = "/hub/duplicates/"


@pytest.fixture
def client(staff):
    return staff("supervisor")


@pytest.fixture
def matches(db):
    """Make pairs of reports of one post each; return the matches, the oldest first."""

    def make(number):
        at = timezone.now() - timedelta(days=1)
        for pair in range(number):
            for minutes in (0, 1):
                url = f"https://x.com/somebody/status/17000000000000000{pair:02}"
                making.submit(at=at + timedelta(minutes=10 * pair + minutes), url=url)
        making.work_off()
        return list(DuplicateMatch.objects.filter(kind="same_post").order_by("report__submitted_at"))

    return make


def merge(match, *, by):
    return merging.merge(
        report_id=match.report_id, into_case_id=match.other.case_id, by=by, at=timezone.now(), reason="one post"
    )


def text_of(page):
    return html.unescape(page.content.decode())


def test_empty_page_says_what_it_is_about(client):
    page = client.get(PATH)
    text = text_of(page)
    assert page.context["precision"] == ""
    assert "Week by week" not in text
    assert "By likeness" not in text
    assert "The hub merges nothing by itself." in text


def test_figures_count_what_officers_said(client, matches, officer):
    merged, undone, refused, related, _waiting = matches(5)
    now = timezone.now()
    merge(merged, by=officer)
    merge(undone, by=officer)
    merging.unmerge(report_id=undone.report_id, by=officer, at=now, reason="no")
    duplicates.refuse(match_id=refused.id, by=officer, at=now)
    duplicates.relate(match_id=related.id, by=officer, at=now)
    page = client.get(PATH)
    found = page.context["found"]
    [post] = [row for row in page.context["kinds"] if row["name"] == "Same post"]
    assert (found.merges, found.undone) == (2, 1)
    assert (post["row"].confirmed, post["row"].refused, post["row"].related) == (1, 1, 1)
    assert post["precision"] == "50 %"
    assert [percent for _, percent in page.context["weeks"]] == [50]
    text = text_of(page)
    assert "The true share is between" in text
    assert "Percent confirmed, by week." in text


def test_likeness_is_told_by_bands(client, db, officer):
    at = timezone.now() - timedelta(days=1)
    words = "[Invented] Nobody from over there should be allowed to teach our children."
    for minutes, url in enumerate(("https://x.com/a/status/1700000000000000001", "https://example.org/b")):
        making.submit(at=at + timedelta(minutes=minutes), url=url, words=words)
    making.work_off()
    duplicates.refuse(match_id=DuplicateMatch.objects.get(kind="same_words").id, by=officer, at=timezone.now())
    [band] = client.get(PATH).context["bands"]
    assert (band["score"], band["confirmed"], band["decided"], band["share"]) == (99, 0, 1, 0)


def test_page_costs_the_same_whatever_was_decided(client, matches, officer):
    client.get(PATH)
    with CaptureQueriesContext(connection) as few:
        client.get(PATH)
    for match in matches(3):
        merge(match, by=officer)
    with CaptureQueriesContext(connection) as many:
        client.get(PATH)
    assert len(many) <= len(few) + 5


# What the hub merged by itself ---------------------------------------------------------------------
def test_automatic_merges_are_listed_until_somebody_looked(client, staff, matches, settings):
    found = matches(2)
    settings.AUTO_MERGE = True
    right, wrong = (merge(match, by=HUB) for match in found)
    page = client.get(PATH)
    assert [row["merge"] for row in page.context["automatic"]] == [right, wrong]
    assert right.report.reference in text_of(page)
    confirm = f"{PATH}{right.id}/confirm/"
    assert client.get(confirm).status_code == 405
    assert "The merge stands." in text_of(client.post(confirm, follow=True))
    assert client.post(confirm).status_code == 302
    client.post(f"/hub/reports/{wrong.report_id}/unmerge/")
    assert Report.objects.get(id=wrong.report_id).state == "received"
    assert "Nothing waits to be looked at." in text_of(client.get(PATH))
    assert Merge.objects.get(id=right.id).reviewed_by.startswith("supervisor:")


# Refusals ------------------------------------------------------------------------------------------
@pytest.mark.parametrize("role", ["officer", "force", "partner", "reference_admin"])
def test_others_are_refused(staff, matches, officer, role):
    row = merge(matches(1)[0], by=officer)
    client = staff(role)
    assert client.get(PATH).status_code == 403
    assert client.post(f"{PATH}{row.id}/confirm/").status_code == 403


def test_looking_is_all_that_the_page_allows(client):
    assert client.post(PATH).status_code == 405


@pytest.mark.parametrize("number", ["0", "99999999999999999999999"])
def test_merge_that_does_not_exist_is_not_found(client, number):
    assert client.post(f"{PATH}{number}/confirm/").status_code == 404
