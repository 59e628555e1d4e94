"""The evidence tab: what is captured and what is not, why not, an officer's own copy, and every exhibit."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from hatehub.reference.models import Material
from referrals.models import Capture
from referrals.rules.capture.failures import Failure
from referrals.selectors.capture_words import SENTENCES
from reports.models import Case, Evidence
from reports.services import diversion
from tests.making import files
from tests.making import reports as making

pytest_plugins = ["tests.making.http"]
LINK = "https://blog.example.org/2026/03/a-story"


@pytest.fixture
def client(staff):
    return staff("officer")


@pytest.fixture
def report(submit):
    return submit(url=LINK, files=[making.picture()])


def tab(client, report, asked=""):
    response = client.get(f"/hub/cases/{report.case.reference}/tab/evidence/{asked}")
    assert response.status_code == 200
    return response.content.decode()


def at_case(report, path):
    return f"/hub/cases/{report.case.reference}/captures/{path}"


def failed(report, at, failure="login_wall", **more):
    return Capture.objects.create(
        case=report.case, report=report, content=report.contents.first(), url=LINK, state="failed", failure=failure,
        operator="officer:a", asked_at=at, not_before=at, started_at=at, finished_at=at, **more
    )  # fmt: skip


def own_copy(**more):
    seen = timezone.now() - timedelta(days=1)
    fields = {"link": LINK, "seen_date_day": seen.day, "seen_date_month": seen.month, "seen_date_year": seen.year}
    file = SimpleUploadedFile("mine.png", making.picture(colour="teal"), content_type="image/png")
    return {
        **fields,
        "seen_time": "09:30",
        "how": "Firefox 140",
        "note": "[Invented] scrolled down",
        "file": file,
        **more,
    }


def test_a_post_that_nobody_captured_has_a_button_that_asks_for_it(client, report):
    text = tab(client, report)
    assert "Reported and not captured" in text
    path = at_case(report, f"post/{report.contents.get().id}/")
    assert path in text
    assert client.post(path).status_code == 302
    text = tab(client, report)
    assert "Reported and not captured" not in text
    assert "Waiting" in text
    assert client.post(path).status_code == 302
    assert Capture.objects.count() == 1


def test_a_failed_capture_says_why_and_offers_an_own_copy(client, report, at):
    capture = failed(report, at)
    text = tab(client, report)
    assert "only to people who have signed in" in text
    assert "Failed" in text
    assert f"own/?capture={capture.id}" in text
    assert LINK in client.get(at_case(report, f"own/?capture={capture.id}")).content.decode()
    assert client.post(at_case(report, f"{capture.id}/again/")).status_code == 302
    assert Capture.objects.filter(state="requested").count() == 1


def test_every_failure_has_a_sentence():
    assert set(SENTENCES) == set(Failure)


def test_a_link_is_pasted_and_asked_for_or_refused_with_a_sentence(client, report):
    assert client.get(at_case(report, "")).status_code == 200
    assert client.post(at_case(report, ""), {"link": "https://other.example.org/x"}).status_code == 302
    assert Capture.objects.get().report_id == report.id
    for link in ("", "http://127.0.0.1/", "https://user:pass@example.org/"):
        answer = client.post(at_case(report, ""), {"link": link})
        assert answer.status_code == 422
        assert "There is a problem" in answer.content.decode()
    assert Capture.objects.count() == 1


def test_an_own_copy_becomes_an_exhibit(client, report):
    answer = client.post(at_case(report, "own/"), own_copy())
    assert answer.status_code == 302, answer.content.decode()
    capture = Capture.objects.get()
    assert (capture.state, capture.manner) == ("captured", "given")
    assert capture.started_at.strftime("%H:%M") == "09:30"
    text = tab(client, report)
    assert "Firefox 140" in text
    assert "[Invented] scrolled down" in text
    assert f"{report.reference}/H1" in text
    assert f"{report.reference}/1" in text


def test_an_own_copy_that_is_wrong_is_refused_with_what_was_typed(client, report):
    tomorrow = timezone.now() + timedelta(days=2)
    late = {"seen_date_day": tomorrow.day, "seen_date_month": tomorrow.month, "seen_date_year": tomorrow.year}
    program = SimpleUploadedFile("x.exe", b"MZ\0\0program")
    for wrong in ({"file": ""}, {"seen_time": "noon"}, {"how": ""}, {"link": ""}, {"file": program}, late):
        answer = client.post(at_case(report, "own/"), own_copy(**wrong))
        assert answer.status_code == 422, wrong
        assert "scrolled down" in answer.content.decode()
    assert Capture.objects.count() == 0


def test_with_fetching_switched_off_only_the_own_copy_is_offered(client, report, settings, at):
    settings.CAPTURE = False
    failed(report, at)
    text = tab(client, report)
    assert "your own copy is the capture" in text
    assert "/again/" not in text
    assert "/post/" not in text
    assert "captures/own/" in text
    answer = client.post(at_case(report, f"post/{report.contents.get().id}/"), follow=True)
    assert "Fetching is switched off" in answer.content.decode()
    assert Capture.objects.filter(state="requested").count() == 0


def test_a_diverted_post_is_neither_listed_nor_captured(client, report, officer, at):
    diversion.mark_post(content_id=report.contents.get().id, material=Material.TERRORIST, by=officer, at=at)
    assert LINK not in tab(client, report)
    answer = client.post(at_case(report, f"post/{report.contents.get().id}/"), follow=True)
    assert "It is never captured" in answer.content.decode()
    assert client.post(at_case(report, "own/"), own_copy()).status_code == 422
    assert Capture.objects.count() == 0


def test_who_a_case_is_about_is_not_shown_where_that_is_withheld(client, report, at):
    failed(report, at)
    Case.objects.filter(id=report.case_id).update(subject_restricted_at=at, subject_destroy_at=at + timedelta(days=90))
    type(report).objects.filter(id=report.id).update(state="assessed_non_crime")
    text = tab(client, report)
    assert LINK not in text
    assert "withheld" in text
    assert "/look/" not in text
    assert client.post(at_case(report, ""), {"link": "https://other.example.org/x"}).status_code == 422


def test_strangers_forces_and_other_cases_get_nowhere(client, person, staff, submit, report):
    other = submit(url="https://blog.example.org/other")
    post = report.contents.get().id
    for path in ("", "own/", f"post/{post}/"):
        assert person.get(at_case(report, path)).status_code in (302, 405)
        assert staff("force").post(at_case(report, path)).status_code == 403
    assert client.post(at_case(other, f"post/{post}/")).status_code == 404
    assert client.get(at_case(report, f"post/{post}/")).status_code == 405
    assert Capture.objects.count() == 0


def test_the_tab_costs_the_same_for_one_capture_and_for_many(client, submit, at):
    few, many = submit(url=LINK, files=[making.picture()]), submit(url=LINK, minutes=1, files=[making.picture()])
    failed(few, at)
    for number in range(60):
        failed(many, at + timedelta(minutes=number))
    item = Evidence.objects.get(report=many)
    for number in range(50):
        item.pk, item.exhibit = None, f"{many.reference}/{number + 2}"
        item.save(force_insert=True)
    counts = []
    for report in (few, many):
        tab(client, report)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            text = tab(client, report)
        counts.append(len(queries))
    assert counts[0] == counts[1]
    assert "Older captures" in text
    assert "More exhibits" in text
    with CaptureQueriesContext(connection) as queries:
        tab_of("package", client, many)
    assert counts[1] - len(queries) <= 12


def tab_of(name, client, report):
    assert client.get(f"/hub/cases/{report.case.reference}/tab/{name}/").status_code == 200


def test_pages_of_captures_and_exhibits_show_each_once(client, report, at):
    for number in range(45):
        failed(report, at + timedelta(minutes=number // 3))
    seen, asked = [], ""
    while True:
        text = tab(client, report, asked)
        seen += [part.split('"')[0] for part in text.split('id="capture-')[1:]]
        if 'rel="next"' not in text:
            break
        asked = text.split('href="?captures=')[1].split("#")[0].replace("&amp;", "&")
        asked = f"?captures={asked}"
    assert len(seen) == len(set(seen)) == 45


def test_every_kind_of_exhibit_can_be_looked_at_and_what_can_be_blacked_out_says_so(client, submit):
    kinds = [making.picture(), files.pdf(), files.webm(), b"[Invented] words of a message", files.compound_file()]
    html = tab(client, submit(url=LINK, files=kinds))
    assert html.count("Look at it<") == html.count("Look at the pages<") == html.count("Play it<") == 1
    assert html.count("Read the words<") == 1
    assert html.count("Black out parts<") == 2
