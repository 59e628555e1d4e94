"""What a support service sees and answers over its links, in a browser without an account."""

import pytest
from django.test import Client
from django.utils import timezone

from hatehub.audit.models import Entry
from referrals.services import answer_links
from reports.models import Sharing
from reports.services import wishes
from tests.making.supporting import again, link_of, send, wanting_report

pytest_plugins = ["tests.making.http"]


@pytest.fixture
def sent(db, officer):
    return send(wanting_report(strands=("religion",), details={"impact": "I sleep badly."}), by=officer)


@pytest.fixture
def client():
    return Client()


def path_of(link):
    return f"/answer/{answer_links.token_of(link)}/"


def accept(client, sent):
    assert client.post(path_of(link_of(sent)), {"reply": "accept"}).status_code == 200
    return path_of(link_of(sent, "support_contact"))


def test_first_page_tells_what_is_needed_and_not_who(client, sent):
    page = client.get(path_of(link_of(sent))).content.decode()
    for shown in ("West Yorkshire", "Religion or belief", "English", "18 or older", "somebody to talk to"):
        assert shown in page
    for secret in ("Alma", "alma@example.org", "neighbour", "sleep badly", "x.com", sent.report.reference):
        assert secret not in page


def test_accepting_leads_on_and_the_page_still_names_nobody(client, sent):
    path = accept(client, sent)
    page = client.get(path)
    assert "Alma" not in page.content.decode()
    assert "no-store" in page.headers["Cache-Control"]
    assert client.get(f"{path}details").status_code == 405
    assert client.head(path).status_code == 200
    assert not Entry.objects.filter(verb="read", actor__startswith="partner").exists()
    assert not Sharing.objects.exists()


def test_details_are_shown_to_whoever_asks_for_them_and_recorded(client, sent):
    path = accept(client, sent)
    answer = client.post(f"{path}details")
    page = answer.content.decode()
    for shown in ("Alma Example", "alma@example.org", "Leave no message", "Only from 8am to 8pm"):
        assert shown in page
    for secret in ("neighbour", "sleep badly", "x.com", "LS6"):
        assert secret not in page
    assert "no-store" in answer.headers["Cache-Control"]
    assert answer.headers["X-Robots-Tag"] == "noindex, nofollow"
    assert Entry.objects.filter(verb="read", actor=f"partner:{sent.partner_code}").count() == 1


def test_details_need_the_right_link_and_the_token_against_forged_requests(client, sent):
    first = path_of(link_of(sent))
    assert client.post(f"{first}details").status_code == 404
    path = accept(client, sent)
    assert client.post(f"{first}details").status_code == 410
    assert Client(enforce_csrf_checks=True).post(f"{path}details").status_code == 403
    assert client.post(f"{path[:-3]}aa/details").status_code == 404


def test_details_end_with_the_consent(client, sent):
    path = accept(client, sent)
    wishes.change_consents(report_id=sent.report_id, consents={"shares_with_support": False}, at=timezone.now())
    assert client.post(f"{path}details").status_code == 410


@pytest.mark.parametrize("answers", [{}, {"reply": "decline"}, {"reply": "decline", "reason": "x"}, {"reply": "end"}])
def test_answer_that_is_not_whole_uses_nothing_up(client, sent, answers):
    assert client.post(path_of(link_of(sent)), answers).status_code == 422
    assert again(sent).state == "sent"


def test_declining_takes_a_reason(client, sent):
    answer = client.post(path_of(link_of(sent)), {"reply": "decline", "reason": "no_capacity", "words": "Till May."})
    assert answer.status_code == 200
    assert again(sent).declined_as == "no_capacity"
    assert client.get(path_of(link_of(sent))).status_code == 410


def test_contact_and_outcome_are_answered_over_the_next_links(client, sent):
    path = accept(client, sent)
    assert client.post(path, {"reply": "contacted"}).status_code == 200
    last = path_of(link_of(sent, "support_outcome"))
    page = client.get(last).content.decode()
    assert "How did it end?" in page
    assert client.post(f"{last}details").status_code == 404
    assert client.post(last, {}).status_code == 422
    assert client.post(last, {"outcome": "supported"}).status_code == 200
    assert again(sent).outcome == "supported"
