"""The page by which a platform answers: without an account, once, and with nothing on it of who complained."""

import pytest
from django.core.cache import cache

from referrals.models import AnswerLink, Takedown, TakedownStep
from referrals.services import answer_links, takedowns

pytest_plugins = ["tests.making.http"]
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _fresh_cache() -> None:
    cache.clear()


@pytest.fixture
def address(sent, monkeypatch):
    link = AnswerLink.objects.get(subject=f"takedown:{sent.id}")
    AnswerLink.objects.update(expires_at="2099-01-01T00:00Z")
    link.refresh_from_db()
    return f"/answer/{answer_links.token_of(link)}/"


def state():
    return Takedown.objects.get().state


def send(client, address, **data):
    return client.post(address, {"reason": "", "words": "", "reference": "", **data})


def test_the_page_repeats_the_notice_and_names_nobody(client, address, sent):
    page = client.get(address).content.decode()
    assert "https://x.com/somebody/status/1700000000000000001" in page
    for hidden in ("somebody@example.org", sent.report.reference, "officer-1"):
        assert hidden not in page


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        ({"said": "removed"}, "removed"),
        ({"said": "restricted"}, "restricted"),
        ({"said": "refused", "reason": "not_illegal"}, "refused"),
    ],
)
def test_a_final_answer_moves_the_request_and_the_link_opens_no_more(data, expected, client, address):
    assert send(client, address, **data).status_code == 200
    assert state() == expected
    assert client.get(address).status_code == 410
    assert not AnswerLink.objects.filter(used_at=None, revoked_at=None).exists()


@pytest.mark.parametrize(
    "data", [{"said": "acknowledged", "reference": "ABC-1"}, {"said": "question", "words": "Which account?"}]
)
def test_what_is_not_final_gives_a_new_link(data, client, address):
    page = send(client, address, **data)
    assert state() == "acknowledged"
    following = AnswerLink.objects.get(used_at=None, revoked_at=None)
    assert answer_links.token_of(following) in page.content.decode()
    assert client.get(address).status_code == 410


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({}, "said"),
        ({"said": "refused"}, "reason"),
        ({"said": "refused", "reason": "other"}, "words"),
        ({"said": "question"}, "words"),
        ({"said": "nonsense"}, "said"),
    ],
)
def test_half_an_answer_is_not_taken_and_uses_nothing_up(data, field, client, address):
    page = send(client, address, **data)
    assert page.status_code == 422
    assert f'href="#id_{field}' in page.content.decode()
    assert state() == "sent"
    assert client.get(address).status_code == 200


def test_what_comes_too_late_stands_in_the_timeline(client, address, sent, at):
    takedowns.note_seen(post_id=sent.posts.get().id, seen="gone", at=at)
    assert send(client, address, said="removed").status_code == 200
    assert state() == "removed"
    assert TakedownStep.objects.get(step="said").reason == "removed"


def test_a_request_that_is_answered_for_another_case_moves_nothing_else(client, address, sent, officer, at):
    send(client, address, said="removed")
    assert {step.takedown_id for step in TakedownStep.objects.all()} == {sent.id}
