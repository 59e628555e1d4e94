from datetime import timedelta

import pytest
from django.utils import timezone

from reports.forms.steps import BY_SLUG
from reports.models import Draft, Report
from reports.services import personal
from reports.services.submission import receipt_code

pytest_plugins = ["tests.making.http"]
POST = "https://x.com/somebody/status/1700000000000000001"
ANONYMOUS_WAY = {
    "danger": {"danger": "no"},
    "you": {"kind": "victim", "under_18": "no"},
    "links": {"pasted": POST},
    "posts": {},
    "story": {"narrative": "They wrote this."},
    "when": {"happened_on_day": "27", "happened_on_month": "2", "happened_on_year": "2026", "ongoing": "yes"},
    "files": {},
    "why": {"strands": ["race"]},
    "why-more": {"values_race": ["race:colour"], "why": "The words."},
    "suspect": {"suspect_known": "no"},
    "place": {"postcode": "LS6 2AB"},
    "impact": {"impact": "I don't sleep.", "wishes": ["remove", "stop"]},
    "identity": {"identity": "anonymous"},
    "consents": {"shares_with_experts": "on"},
}


def answer(person, slug, data, **more):
    return person.post(f"/report/{slug}/", data, **more)


def the_draft():
    return Draft.objects.get()


def test_start_page_leads_to_the_form(person):
    page = person.get("/")
    assert page.status_code == 200
    assert b"/report/" in page.content


@pytest.mark.parametrize("slug", sorted(set(BY_SLUG) - {"posts", "help"}))
def test_each_question_is_asked_with_a_token_and_nothing_is_kept_for_looking(person, slug):
    page = person.get(f"/report/{slug}/")
    assert page.status_code == 200
    assert b"csrfmiddlewaretoken" in page.content
    assert not Draft.objects.exists()
    assert page["Cache-Control"] == "no-store"


def test_whole_anonymous_way_makes_a_report_and_shows_reference_and_code(person):
    following = [*list(ANONYMOUS_WAY)[1:], "check"]
    for slug, then in zip(ANONYMOUS_WAY, following, strict=True):
        assert answer(person, slug, ANONYMOUS_WAY[slug]).headers["Location"] == f"/report/{then}/"
    page = person.get("/report/check/")
    assert b"They wrote this." in page.content
    assert person.post("/report/check/").headers["Location"] == "/report/sent/"
    report = Report.objects.get()
    sent = person.get("/report/sent/").content.decode()
    assert report.reference in sent
    assert receipt_code(token=person.cookies["hub-draft"].value) in sent
    assert report.happened_on.isoformat() == "2026-02-27"
    assert personal.read_narrative(report=report) == "They wrote this."
    assert (report.strands, report.strand_values) == (["race"], ["race:colour"])
    assert report.circumstances == {
        "under_18": "no",
        "ongoing": "yes",
        "suspect_known": "no",
        "wishes": ["remove", "stop"],
    }
    assert personal.read_details(report=report) == {"impact": "I don't sleep.", "why": "The words."}
    complainant = report.complainant
    assert (complainant.identity, complainant.kind, complainant.shares_with_experts) == ("anonymous", "victim", True)


def test_short_way_after_a_bare_link(person):
    assert answer(person, "link", {"url": POST}).headers["Location"] == "/report/hear/"
    assert answer(person, "hear", {}).headers["Location"] == "/report/check/"
    person.post("/report/check/")
    assert Report.objects.get().contents.get().url == POST


def test_sending_twice_makes_one_report_and_shows_it_again(person):
    answer(person, "link", {"url": POST})
    for _ in range(3):
        assert person.post("/report/check/").headers["Location"] == "/report/sent/"
    assert person.get("/report/links/").headers["Location"] == "/report/sent/"
    assert answer(person, "story", {"narrative": "more"}).headers["Location"] == "/report/sent/"
    assert Report.objects.count() == 1


def test_answer_can_be_changed_from_the_check(person):
    answer(person, "link", {"url": POST})
    page = person.get("/report/link/?check")
    assert POST.encode() in page.content
    assert (
        answer(person, "hear", {"email": "b@example.org"}, QUERY_STRING="check").headers["Location"] == "/report/check/"
    )


def test_nothing_to_report_is_refused_on_the_check(person):
    answer(person, "links", {})
    page = person.post("/report/check/")
    assert page.status_code == 422
    assert b"Give us a link" in page.content
    assert not Report.objects.exists()


@pytest.mark.parametrize("path", ["/report/check/", "/report/sent/"])
def test_page_without_a_draft_says_that_it_is_gone(person, path):
    assert person.get(path).status_code == 410
    person.cookies["hub-draft"] = "nonsense"
    assert person.get(path).status_code == 410


def test_expired_draft_keeps_what_was_just_typed_and_says_so(person):
    answer(person, "story", {"narrative": "old"})
    Draft.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert person.get("/report/check/").status_code == 410
    gone_on = answer(person, "impact", {"impact": "typed just now"})
    assert gone_on.headers["Location"] == "/report/identity/?expired=1"
    assert b"earlier answers are gone" in person.get("/report/identity/?expired=1").content
    page = person.get("/report/story/")
    assert b"old" not in page.content.split(b"<textarea", 1)[1].split(b"</textarea>", 1)[0]
    assert b"typed just now" in person.get("/report/check/").content


def test_finish_forgets_an_unsent_draft_and_its_cookie(person):
    answer(person, "story", {"narrative": "n"})
    done = person.post("/report/finish/")
    assert done.headers["Location"] == "/"
    assert done.cookies["hub-draft"].value == ""
    assert not Draft.objects.exists()


def test_finish_keeps_a_sent_report(person):
    answer(person, "link", {"url": POST})
    person.post("/report/check/")
    person.post("/report/finish/")
    assert Report.objects.count() == 1
    assert person.get("/report/sent/").status_code == 410


def test_cookie_of_the_draft_is_for_the_form_alone(person):
    cookie = answer(person, "story", {"narrative": "n"}).cookies["hub-draft"]
    assert (cookie["path"], cookie["httponly"], cookie["samesite"], cookie["max-age"]) == ("/report/", True, "Lax", "")


def test_answer_is_kept_and_the_page_stays_where_the_script_asks_for_it(person):
    assert answer(person, "story", {"narrative": "half", "stay": "1"}).headers["Location"] == "/report/story/"
    assert b"half" in person.get("/report/story/").content
