import io

import pytest

from hatehub.audit.models import Entry
from reports.models import Evidence, Report
from reports.services import files
from tests.making import files as making_files
from tests.making import reports as making
from triage.models import DuplicateMatch
from triage.services import merging

pytest_plugins = ["tests.making.http"]


@pytest.fixture
def client(staff):
    return staff("officer")


def path_of(report, page=""):
    return f"/hub/cases/{report.case.reference}/{page}"


def state_of(report):
    return Report.objects.get(id=report.id).state


@pytest.fixture
def match(submit):
    submit(narrative="First told.")
    submit(narrative="Told again.", minutes=1)
    making.work_off()
    return DuplicateMatch.objects.select_related("report__case", "other__case").get()


def test_reports_are_compared_merged_and_taken_apart_again(client, match):
    path = f"/hub/matches/{match.id}/"
    page = client.get(path).content
    assert b"told." in page
    assert client.post(f"{path}merge/", {"reason": ""}).status_code == 422
    merged = client.post(f"{path}merge/", {"reason": "Same post."})
    assert merged.headers["Location"] == path_of(match.other, "tab/reports/")
    assert state_of(match.report) == "merged"
    assert client.get(path_of(match.report)).headers["Location"] == path_of(match.other)
    stale = client.post(path_of(match.report, "gates/support_offered/"), {"how": "unreachable", "reason": "Stale tab."})
    assert stale.status_code == 409
    assert b"Stale tab." in stale.content
    assert path_of(match.other, "gates/support_offered/").encode() in stale.content
    assert match.other.gates.get(name="support_offered").state == "open"
    assert client.post(f"{path}merge/", {"reason": "Again."}).status_code == 422
    unmerge = f"/hub/reports/{match.report_id}/unmerge/"
    assert client.post(unmerge).headers["Location"] == path_of(match.report)
    assert client.post(unmerge).status_code == 302
    assert state_of(match.report) == "received"


def test_match_is_refused_and_stays_so(client, match):
    for _ in range(2):
        assert client.post(f"/hub/matches/{match.id}/refuse/").status_code == 302
    match.refresh_from_db()
    assert match.state == "refused"


def test_merged_match_can_still_be_looked_at(client, match, officer, at):
    merging.merge(report_id=match.report_id, into_case_id=match.other.case_id, by=officer, at=at, reason="same")
    assert client.get(f"/hub/matches/{match.id}/").status_code == 200


def test_picture_is_shown_drawn_anew_and_the_looking_recorded(client, submit):
    item = submit(files=[making.picture()]).evidence.get()
    page = client.get(f"/hub/exhibits/{item.id}/")
    assert (page.status_code, page["Content-Type"], page["X-Content-Type-Options"]) == (200, "image/png", "nosniff")
    assert Entry.objects.filter(verb="viewed").count() == 1


def test_words_of_a_text_are_shown_as_words_and_the_reading_recorded(client, submit):
    item = submit(files=["Geh weg, <b>Zoë</b> <img src=x>".encode("cp1252")]).evidence.get()
    page = client.get(f"/hub/exhibits/{item.id}/words/").content.decode()
    assert "Geh weg, &lt;b&gt;Zoë&lt;/b&gt; &lt;img src=x&gt;" in page
    assert "hub-reveal" in page
    assert Entry.objects.filter(verb="viewed").count() == 1


@pytest.mark.parametrize(
    ("content", "looked_at"), [(b"just text", ""), (making.picture(), "words/"), (making_files.pdf(), "words/")]
)
def test_exhibit_has_only_the_view_of_its_kind(client, submit, content, looked_at):
    item = submit(files=[content]).evidence.get()
    assert client.get(f"/hub/exhibits/{item.id}/{looked_at}").status_code == 404


@pytest.mark.parametrize(
    ("content", "link"),
    [
        (b"just text", "words/"),
        (making_files.mail(), "words/"),
        (making.picture(), "look/"),
        (making_files.film(), "look/"),
        (making_files.pdf(), "look/"),
        (making_files.compound_file(), "look/"),
    ],
)
def test_overview_leads_to_the_view_that_there_is(client, submit, content, link):
    report = submit(files=[content])
    page = client.get(path_of(report, "tab/overview/")).content.decode()
    begun = f'href="/hub/exhibits/{report.evidence.get().id}/'
    for view in ("look/", "words/"):
        assert (f'{begun}{view}"' in page) == (view == link)
    assert f'{begun}divert/"' in page


def test_words_that_changed_in_storage_are_refused_in_words(client, submit):
    item = submit(files=[b"just text"]).evidence.get()
    Evidence.objects.update(sha256="0" * 64)
    assert client.get(f"/hub/exhibits/{item.id}/words/").status_code == 409


@pytest.mark.parametrize("damage", ["hash", "bytes", "gone"])
def test_picture_that_changed_in_storage_is_refused_in_words(client, submit, damage):
    client.raise_request_exception = False
    item = submit(files=[making.picture()]).evidence.get()
    if damage == "hash":
        Evidence.objects.update(sha256="0" * 64)
    else:
        files.delete(storage_name=item.storage_name)
    if damage == "bytes":
        files.default_storage.save(item.storage_name, io.BytesIO(b"x" * 300))
    page = client.get(f"/hub/exhibits/{item.id}/")
    assert page.status_code < 500


def test_officer_downloads_the_package_and_that_is_recorded(client, report_at):
    report = report_at("packaged")
    page = client.get(f"/hub/cases/{report.case.reference}/package/1")
    assert b"".join(page.streaming_content).startswith(b"PK")
    assert Entry.objects.filter(verb="package_exported").count() == 1
