"""Support services answer by their own programs: the least data, the same steps, and one way closes the other."""

import json

import pytest
from django.test import Client
from django.utils import timezone

from hatehub.audit.models import Entry
from referrals.models import AnswerLink, SupportReferral
from referrals.services import answer_links
from reports.models import Complainant, Sharing
from tests.making import reports as making
from tests.making.supporting import CODE, OTHER, a_service, again, link_of, send, wanting_report

pytest_plugins = ["tests.making.http", "tests.making.force_client"]


@pytest.fixture
def sent(db, officer):
    return send(wanting_report(strands=("religion",), details={"impact": "I sleep badly."}), by=officer)


@pytest.fixture
def service(sent, program):
    return program(partner=CODE, scope="support:act", allowed="support:act reports:write")


@pytest.fixture
def other(sent, program):
    a_service(OTHER)
    return program(partner=OTHER, scope="support:act", allowed="support:act")


def act(service, sent, name, **said):
    return service.post(f"support/referrals/{sent.id}/{name}", said)


def feed(service, since=0):
    return service.get("support/referrals", {"since": since}).json()


def test_feed_tells_what_is_needed_and_not_who(service, sent):
    page = feed(service)
    [found] = page["referrals"]
    assert (found["id"], found["state"]) == (str(sent.id), "sent")
    assert found["outline"] == {
        "area": "West Yorkshire Police",
        "strands": ["religion"],
        "language": "en-gb",
        "needs_interpreter": False,
        "age": "adult",
        "wishes": ["support", "stop"],
    }
    text = json.dumps(page)
    for secret in ("Alma", "alma@example.org", "neighbour", "sleep badly", "x.com", "LS6", sent.report.reference):
        assert secret not in text
    assert feed(service, page["next"])["referrals"] == []


def test_whole_way_by_the_program(service, sent):
    assert act(service, sent, "accept").json()["state"] == "accepted"
    person = act(service, sent, "details")
    assert (person.status_code, person.json()["name"], person.json()["safe_hours"]) == (200, "Alma Example", "day")
    assert act(service, sent, "contact", reached=False).json()["state"] == "not_reached"
    assert act(service, sent, "contact", reached=True, words="Spoken.").json()["state"] == "contacted"
    assert act(service, sent, "details").json()["code"] == "support_refused"
    ended = act(service, sent, "outcome", outcome="supported").json()
    assert (ended["state"], ended["outline"]) == ("ended", None)
    assert again(sent).outcome == "supported"


def test_details_are_recorded_and_shown_to_the_person(service, sent):
    act(service, sent, "accept")
    act(service, sent, "details")
    assert Entry.objects.get(verb="read").actor == f"partner:{service.row.client_id}"
    assert Sharing.objects.get().recipient == sent.recipient


def test_nobody_is_named_before_it_is_accepted(service, sent):
    answer = act(service, sent, "details")
    assert (answer.status_code, answer.json()["code"]) == (409, "support_refused")
    assert not Entry.objects.filter(verb="read").exists()


def test_answer_by_the_program_closes_the_link(service, sent):
    path = f"/answer/{answer_links.token_of(link_of(sent))}/"
    act(service, sent, "decline", reason="no_capacity")
    assert Client().post(path, {"reply": "accept"}).status_code == 410
    assert again(sent).state == "declined"
    assert not AnswerLink.objects.filter(used_at__isnull=True, revoked_at__isnull=True).exists()


def test_answer_behind_the_link_is_seen_by_the_program(service, sent):
    cursor = feed(service)["next"]
    path = f"/answer/{answer_links.token_of(link_of(sent))}/"
    assert Client().post(path, {"reply": "accept"}).status_code == 200
    [found] = feed(service, cursor)["referrals"]
    assert found["state"] == "accepted"
    refused = act(service, sent, "accept")
    assert (refused.status_code, refused.json()["code"]) == (409, "wrong_state")


def test_refused_answer_leaves_the_link_open(service, sent):
    assert act(service, sent, "outcome", outcome="supported").status_code == 409
    assert link_of(sent).revoked_at is None


def test_consent_that_was_taken_back_ends_it(service, sent):
    act(service, sent, "accept")
    Complainant.objects.update(shares_with_support=False)
    answer = act(service, sent, "details")
    assert (answer.status_code, answer.json()["code"]) == (409, "consent_withdrawn")


def test_erased_person_is_gone(service, sent):
    act(service, sent, "accept")
    making.erase(sent.report, at=timezone.now())
    assert act(service, sent, "details").json()["code"] == "erased"


def test_another_services_referral_is_answered_as_one_that_is_not_there(other, sent):
    assert feed(other)["referrals"] == []
    answers = [
        other.get(f"support/referrals/{sent.id}"),
        other.get("support/referrals/x"),
        act(other, sent, "accept"),
        act(other, sent, "decline", reason="other"),
        act(other, sent, "details"),
        act(other, sent, "contact", reached=True),
        act(other, sent, "outcome", outcome="supported"),
    ]
    assert {(answer.status_code, answer.json()["code"]) for answer in answers} == {(404, "referral_not_found")}
    assert again(sent).state == "sent"


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("decline", {}),
        ("decline", {"reason": "tired"}),
        ("contact", {}),
        ("outcome", {"outcome": "unknown"}),
        ("accept", {"words": "x" * 1001}),
    ],
)
def test_what_makes_no_sense_is_refused(service, sent, name, said):
    answer = act(service, sent, name, **said)
    assert (answer.status_code, answer.json()["code"]) == (400, "invalid")
    assert again(sent).state == "sent"


def test_scope_is_needed(program, sent):
    sender = program(partner=CODE, scope="reports:write", allowed="support:act reports:write")
    assert sender.get("support/referrals").status_code == act(sender, sent, "accept").status_code == 403


def test_feed_costs_the_same_however_long(service, sent, officer, django_assert_max_num_queries):
    for number in range(4):
        send(wanting_report(url=f"https://x.com/a/status/{number}1"), by=officer)
    feed(service)
    with django_assert_max_num_queries(12):
        assert len(feed(service)["referrals"]) == SupportReferral.objects.count() == 5
