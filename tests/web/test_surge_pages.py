from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from hatehub.audit.models import Entry
from reports.models import Report
from tests.making import reports as making
from triage.models import MergeBatch, MergeBatchItem, Trait, Wave
from triage.selectors import waves as waves_selectors
from triage.services import batches, duplicates

pytest_plugins = ["tests.making.http"]
WORDS = "[Invented] Everybody should shout at that choir until it leaves the square."
GO = {"differing": "keep", "reason": "One post.", "go": "yes"}


@pytest.fixture
def client(staff):
    return staff("officer")


@pytest.fixture
def arrive(db, hub):
    """Send reports of one post lately, a minute apart, and have each looked at as the worker would."""

    def make(number=1, *, start=0, **answers):
        begin = timezone.now() - timedelta(hours=5)
        found = [making.submit(at=begin + timedelta(minutes=start + n), **answers) for n in range(number)]
        for report in found:
            duplicates.find(report_id=report.id, by=hub, at=timezone.now())
        return found

    return make


@pytest.fixture
def surge(arrive):
    """Make a surge of six, one of them by the person targeted; return the reports and the wave of their post."""
    witnesses = arrive(4, kind="witness", words=WORDS)
    victim = arrive(1, start=10, kind="victim", words=WORDS)
    last = arrive(1, start=20, kind="witness", words=WORDS)
    return [*witnesses, *victim, *last], Wave.objects.get(kind="post")


def work(batch):
    while batches.work(batch_id=batch.id, at=timezone.now()):
        pass
    batch.refresh_from_db()
    return batch


def states():
    return sorted(Report.objects.values_list("state", flat=True))


# The list ------------------------------------------------------------------------------------------
def test_list_shows_one_line_for_one_thing(client, surge):
    page = client.get("/hub/surges/")
    [row] = page.context["rows"]
    assert row["what"].startswith("Same post · X")
    assert (row["reports"], row["people"], row["cases"]) == (6, 6, 6)
    assert {part["text"] for part in row["parts"]} >= {"same words: 6 reports", "same account: 6 reports"}
    assert WORDS not in page.content.decode()


def test_wave_in_a_wave_in_a_wave_is_a_part_of_the_outermost(surge, monkeypatch):
    post, words, account = (Wave.objects.get(kind=kind) for kind in ("post", "words", "account"))
    assert waves_selectors._outermost(words, {account.id: words, words.id: post}) == post


def test_list_counts_a_report_that_the_wave_has_missed(client, surge):
    Wave.objects.update(reports=5)
    [row] = client.get("/hub/surges/").context["rows"]
    assert row["reports"] == 6
    assert client.get(row["href"]).context["counted"].reports == 6


def test_erased_report_still_counts_in_its_wave(client, surge):
    Trait.objects.filter(report=surge[0][0], kind="post").delete()
    [row] = [row for row in client.get("/hub/surges/").context["rows"] if row["wave"] == surge[1]]
    assert (row["reports"], row["people"]) == (6, 5)


def test_empty_list_says_so(client):
    assert "No surge just now" in client.get("/hub/surges/").content.decode()


@pytest.mark.parametrize(
    "before", ["nonsense", "_", "2026-01-01T00:00:00_1", "9999-12-31T23:59:59-23:59_1", "x" * 9000]
)
def test_list_answers_whatever_the_cursor_says(client, before):
    assert client.get("/hub/surges/", {"before": before}).status_code == 200


def test_list_and_surge_cost_the_same_however_many_reports_there_are(client, surge, arrive):
    paths = ("/hub/surges/", f"/hub/surges/{surge[1].id}/")
    few = [queries(client, path) for path in paths]
    arrive(6, start=30, kind="witness", words=WORDS)
    arrive(3, start=60, kind="victim", words=WORDS)
    assert [queries(client, path) for path in paths] == few
    assert max(few) < 45


def queries(client, path):
    client.get(path)
    with CaptureQueriesContext(
        connection,
    ) as seen:
        assert client.get(path).status_code == 200
    return len(seen)


# One surge -----------------------------------------------------------------------------------------
def test_reports_that_differ_come_first_and_the_most_urgent_of_them_first(client, surge, arrive):
    reports, wave = surge
    [child] = arrive(1, start=40, kind="witness", danger="child", words=WORDS)
    [stranded] = arrive(1, start=5, kind="witness", strands=["disability"], words=WORDS)
    page = client.get(f"/hub/surges/{wave.id}/")
    shown = [row["reference"] for row in page.context["differing"]]
    assert shown == [each.case.reference for each in (child, reports[4], stranded)]
    text = page.content.decode()
    assert "Is the person targeted" in text
    assert "Names another strand: Disability" in text
    assert text.index("These differ") < text.index("The others are alike")


def test_only_fifty_are_shown_and_it_says_so(client, surge, arrive, monkeypatch):
    monkeypatch.setattr("triage.web.surge_pages.MOST_SHOWN", 1)
    arrive(1, start=40, kind="victim", words=WORDS)
    page = client.get(f"/hub/surges/{surge[1].id}/")
    assert len(page.context["differing"]) == 1
    assert "The 1 most urgent of 2." in page.content.decode()


def test_preview_changes_nothing_and_leaves_out_those_that_differ(client, surge):
    page = client.post(f"/hub/surges/{surge[1].id}/merge/", {"differing": "keep", "reason": "One post."})
    assert page.status_code == 200
    assert page.context["preview"]["can"] == 4
    assert "1 report differs and stays a separate case." in page.content.decode()
    assert not MergeBatch.objects.exists()
    assert set(states()) == {"received"}


def test_preview_warns_when_those_that_differ_are_merged_too(client, surge):
    page = client.post(f"/hub/surges/{surge[1].id}/merge/", {"differing": "merge", "reason": "One post."})
    assert page.context["preview"]["can"] == 5
    assert "1 report differs and is merged too." in page.content.decode()


def test_more_than_a_batch_holds_is_left_for_the_next(client, surge, monkeypatch):
    monkeypatch.setattr("triage.services.batches.MOST", 3)
    path = f"/hub/surges/{surge[1].id}/merge/"
    page = client.post(path, {"differing": "keep", "reason": "One post."})
    assert page.context["preview"]["can"] == 3
    assert "1 report is left: merge again afterwards." in page.content.decode()
    client.post(path, GO)
    assert work(MergeBatch.objects.get()).done == 3


def test_reason_is_offered_and_asked_for(client, surge):
    path = f"/hub/surges/{surge[1].id}/"
    assert ">\nSame post.</textarea>" in client.get(path).content.decode()
    page = client.post(f"{path}merge/", {"differing": "merge", "reason": " "})
    assert page.status_code == 422
    text = page.content.decode()
    assert "Give the reason." in text
    assert page.context["form"]["differing"].value() == "merge"
    page = client.post(f"{path}merge/", {"differing": "", "reason": "Typed already."})
    assert page.status_code == 422
    assert "Typed already." in page.content.decode()


def test_nothing_to_merge_is_said_and_no_failure(client, surge):
    path = f"/hub/surges/{surge[1].id}/"
    work(MergeBatch.objects.get(id=client.post(f"{path}merge/", GO).headers["Location"].split("/")[3]))
    assert "Only reports that differ are left." in client.get(path).content.decode()
    again = client.post(f"{path}merge/", GO)
    assert again.status_code == 422
    assert "Nothing would be merged" in again.content.decode()
    assert MergeBatch.objects.count() == 1


def test_surge_of_which_every_case_is_closed_offers_nothing(client, surge):
    Report.objects.filter(id__in=[report.id for report in surge[0]]).update(
        state="closed", outcome="no_enforcement", due_at=None
    )
    page = client.get(f"/hub/surges/{surge[1].id}/")
    assert "Every case of this surge is closed." in page.content.decode()
    assert "See what would change" not in page.content.decode()
    assert client.post(f"/hub/surges/{surge[1].id}/merge/", GO).status_code == 422


# A batch -------------------------------------------------------------------------------------------
def test_surge_is_decided_once_and_undone_at_once(client, surge):
    reports, wave = surge
    answer = client.post(f"/hub/surges/{wave.id}/merge/", GO)
    batch = MergeBatch.objects.get()
    path = f"/hub/batches/{batch.id}/"
    assert answer.headers["Location"] == path
    page = client.get(path).content.decode()
    assert "About to begin" in page
    assert "data-progress-running" in page
    work(batch)
    page = client.get(path).content.decode()
    assert "4 of 4" in page
    assert "data-progress-running" not in page
    assert f"/hub/surges/{wave.id}/" in page
    assert states() == ["merged"] * 4 + ["received"] * 2
    assert Report.objects.get(id=reports[4].id).state == "received"
    assert client.post(f"{path}undo/", {"reason": ""}).status_code == 422
    assert client.post(f"{path}undo/", {"reason": "Two posts after all."}).headers["Location"] == path
    assert "Being undone" in client.get(path).content.decode()
    work(batch)
    page = client.get(path).content.decode()
    assert "Undone" in page
    assert "Undo all of it" not in page
    assert set(states()) == {"received"}
    assert client.post(f"{path}undo/", {"reason": "Once more."}).status_code == 302
    assert Entry.objects.filter(verb="merge_batch_undone").count() == 1


def test_batch_that_waits_can_be_called_off(client, surge):
    client.post(f"/hub/surges/{surge[1].id}/merge/", GO)
    batch = MergeBatch.objects.get()
    assert "Undo all of it" in client.get(f"/hub/batches/{batch.id}/").content.decode()
    client.post(f"/hub/batches/{batch.id}/undo/", {"reason": "Too early."})
    assert work(batch).state == "undone"
    assert set(states()) == {"received"}


def test_batch_names_the_reports_that_were_not_merged_and_why(client, surge):
    reports, wave = surge
    client.post(f"/hub/surges/{wave.id}/merge/", GO)
    Report.objects.filter(id=reports[2].id).update(state="closed", outcome="withdrawn", due_at=None)
    batch = work(MergeBatch.objects.get())
    page = client.get(f"/hub/batches/{batch.id}/").content.decode()
    assert "1 report was not merged" in page
    assert reports[2].reference in page
    assert MergeBatchItem.objects.get(state="refused").refusal in page


# Settling ------------------------------------------------------------------------------------------
def test_surge_is_settled_for_a_reason_and_comes_back_with_the_next_report(client, surge, arrive):
    path = f"/hub/surges/{surge[1].id}/"
    assert client.post(f"{path}settle/", {"settle-reason": ""}).status_code == 422
    assert client.post(f"{path}settle/", {"settle-reason": "All decided."}).headers["Location"] == "/hub/surges/"
    assert path not in client.get("/hub/surges/").content.decode()
    page = client.get(path).content.decode()
    assert "The next report of it brings it back." in page
    assert "Settle it" not in page
    arrive(1, start=50, kind="witness")
    assert path in client.get("/hub/surges/").content.decode()


# Refusals ------------------------------------------------------------------------------------------
def pages(wave, batch):
    return [
        ("get", "/hub/surges/"),
        ("get", f"/hub/surges/{wave}/"),
        ("post", f"/hub/surges/{wave}/merge/"),
        ("post", f"/hub/surges/{wave}/settle/"),
        ("get", f"/hub/batches/{batch}/"),
        ("post", f"/hub/batches/{batch}/undo/"),
    ]


def test_others_are_refused_and_shown_nothing(client, staff, surge):
    reports, wave = surge
    client.post(f"/hub/surges/{wave.id}/merge/", GO)
    batch = MergeBatch.objects.get()
    for role in ("force", "partner", "reference_admin"):
        other = staff(role)
        for method, path in pages(wave.id, batch.id):
            answer = getattr(other, method)(path, GO)
            assert answer.status_code == 403, (role, path)
            assert reports[0].case.reference.encode() not in answer.content
    assert MergeBatch.objects.count() == 1


def test_supervisors_are_let_in(staff, surge):
    client = staff("supervisor")
    assert client.get("/hub/surges/").status_code == 200
    assert client.get(f"/hub/surges/{surge[1].id}/").status_code == 200


def test_looking_changes_nothing_and_what_does_not_exist_is_not_found(client, surge):
    for method, path in pages(surge[1].id, uuid4()):
        if method == "post":
            assert client.get(path).status_code == 405
    for method, path in pages(0, uuid4())[1:]:
        assert getattr(client, method)(path, GO).status_code == 404
    assert client.get("/hub/surges/99999999999999999999999/").status_code == 404
