from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from referrals.models import AnswerLink
from referrals.services import answer_links
from tests.making.answer_links import given, make_link

pytest_plugins = ["tests.making.http"]


def path(link):
    return f"/answer/{answer_links.token_of(link)}/"


def test_looking_uses_nothing_up_however_often(link, client):
    for _ in range(3):
        assert client.get(path(link)).status_code == 200
        assert client.head(path(link)).status_code == 200
    link.refresh_from_db()
    assert (link.used_at, link.opened_at is not None) == (None, True)


def test_page_is_kept_by_nobody_and_names_nobody(link, client):
    answer = client.get(path(link))
    assert answer["Cache-Control"] == "no-store"
    assert "noindex" in answer["X-Robots-Tag"]
    assert answer["Referrer-Policy"] == "same-origin"
    assert set(answer.cookies) <= {"hub-csrf"}
    text = answer.content.decode()
    assert "hate" not in text[text.index("<title>") : text.index("</title>")].lower()


def test_page_is_english_whatever_the_browser_speaks(link, client):
    answer = client.get(path(link), headers={"Accept-Language": "cy"})
    assert answer["Content-Language"] == "en-gb"
    assert b"Send the answer" in answer.content


def test_answer_is_taken_once(link, client):
    answer = client.post(path(link), {"word": "yes"})
    assert answer.status_code == 200
    assert b"received" in answer.content
    assert answer["Referrer-Policy"] == "no-referrer"
    second = client.post(path(link), {"word": "no"})
    assert (second.status_code, given) == (410, [{"word": "yes"}])
    assert b"has been answered" in client.get(path(link)).content


def test_answer_that_lacks_something_is_asked_again_and_uses_nothing_up(link, client):
    answer = client.post(path(link), {"word": ""})
    assert answer.status_code == 422
    assert b"There is a problem" in answer.content
    assert client.post(path(link), {"word": "yes"}).status_code == 200


def test_body_that_answers_later_gets_a_new_link(link, client):
    answer = client.post(path(link), {"word": "later"})
    new = AnswerLink.objects.exclude(id=link.id).get()
    assert answer_links.address_of(new) in answer.content.decode()
    assert client.get(path(link)).status_code == 410
    assert client.post(path(new), {"word": "yes"}).status_code == 200


def test_form_from_elsewhere_is_refused(link):
    answer = Client(enforce_csrf_checks=True).post(path(link), {"word": "yes"})
    assert (answer.status_code, given) == (403, [])


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"revoked_at": timezone.now(), "revoked_why": "x"}, b"withdrawn"),
        ({"used_at": timezone.now()}, b"has been answered"),
        ({"made_at": timezone.now() - timedelta(days=9), "expires_at": timezone.now() - timedelta(days=1)}, b"is over"),
    ],
)
@pytest.mark.parametrize("method", ["get", "post"])
def test_link_that_is_over_says_why_and_takes_nothing(link, client, change, said, method):
    AnswerLink.objects.filter(id=link.id).update(**change)
    answer = getattr(client, method)(path(link), {"word": "yes"})
    assert (answer.status_code, given) == (410, [])
    assert said in answer.content
    assert link.case.reference.encode() not in answer.content


def test_forged_link_is_not_found(link, client):
    assert client.get(f"/answer/{'A' * 43}/").status_code == 404
    assert client.get("/answer/short/").status_code == 404


def test_guessing_is_slowed_down(link, client):
    codes = [client.get(f"/answer/{'A' * 42}{letter}/").status_code for letter in "ABCDEFGHIJKLMNOPQRST"]
    assert codes[0] == 404
    assert codes[-1] == 429


def test_expired_links_are_no_guesses(link, client):
    AnswerLink.objects.filter(id=link.id).update(used_at=timezone.now())
    assert {client.get(path(link)).status_code for _ in range(25)} == {410}


def test_officer_revokes_a_link_and_says_why(link, staff, client):
    at = f"/hub/cases/{link.case.reference}/answer-links/{link.id}/revoke/"
    officer = staff("officer")
    officer.post(at, {"why": ""})
    assert client.get(path(link)).status_code == 200
    answer = officer.post(at, {"why": "wrong body", "next": f"/hub/cases/{link.case.reference}/tab/timeline/"})
    assert answer["Location"].endswith("/tab/timeline/")
    assert client.get(path(link)).status_code == 410


@pytest.mark.parametrize("back", ["https://elsewhere.example/", "//elsewhere.example", "/hub/queues/"])
def test_revoking_leads_nowhere_else(link, staff, back):
    at = f"/hub/cases/{link.case.reference}/answer-links/{link.id}/revoke/"
    answer = staff("officer").post(at, {"why": "x", "next": back})
    assert answer["Location"] == f"/hub/cases/{link.case.reference}/"


def test_link_of_another_case_is_not_found_from_this_one(link, submit, staff):
    other = make_link(submit(minutes=1).case)
    at = f"/hub/cases/{link.case.reference}/answer-links/{other.id}/revoke/"
    assert staff("officer").post(at, {"why": "x"}).status_code == 404
