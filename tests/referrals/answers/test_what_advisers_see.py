import io
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from PIL import Image

from hatehub.audit.models import Entry
from hatehub.vault import services as vault
from hatehub.vault.models import Purpose
from referrals.models import AnswerLink
from referrals.rules.redaction import Span, Why
from referrals.services import advice_showing, blacking_out
from referrals.services.answer_links import token_of
from referrals.services.redactable import digest_of
from reports.models import Case, Complainant, Content, Evidence
from tests.making import reports as making
from tests.making.advising import WORDS, ask, showable_report
from triage.services import merging

pytest_plugins = ["tests.making.http"]


@pytest.fixture
def report(db):
    return showable_report()


@pytest.fixture
def asked(report, officer):
    return ask(report, by=officer)


def path(row):
    return f"/answer/{token_of(AnswerLink.objects.filter(subject=row.subject).latest('made_at'))}/"


def page(row):
    return Client().get(path(row)).content.decode()


def test_adviser_sees_words_and_pictures_and_never_who_complained_or_where(asked, report):
    text = page(asked)
    assert "moon sign should go" in text
    assert 'src="exhibits/1"' in text
    for hidden in (
        "Alma",
        "alma@",
        "x.com",
        "1700000000000000001",
        "They wrote that I should leave",
        report.reference,
        "LS6",
    ):
        assert hidden not in text, hidden


def test_name_of_the_complainant_is_taken_out_of_the_words(officer, db):
    report = showable_report(words="[Invented] Alma Example and those people should go.")
    text = page(ask(report, by=officer))
    assert "Alma" not in text
    assert "those people should go" in text


def test_name_of_a_member_who_shows_nothing_is_taken_out_of_the_words(officer, db, at):
    report = showable_report(words="[Invented] Bert Sample and those people should go.")
    member = showable_report(name="Bert Sample", email="bert@example.org", agrees=False)
    merging.merge(report_id=member.id, into_case_id=report.case_id, by=officer, at=at, reason="same post")
    text = page(ask(report, by=officer))
    assert "Bert" not in text
    assert "those people should go" in text


def test_picture_is_drawn_anew_and_the_looking_is_in_its_custody(asked, report):
    answer = Client().get(path(asked) + "exhibits/1")
    assert (answer.status_code, answer["Content-Type"], answer["Cache-Control"]) == (200, "image/png", "no-store")
    assert Image.open(io.BytesIO(answer.content)).size == (40, 30)
    entry = Entry.objects.get(verb="viewed", subject=f"report:{report.reference}")
    assert entry.actor == "partner:invented-body"
    assert entry.details == {"exhibit": report.evidence.get().exhibit}


@pytest.mark.parametrize("number", ["0", "2", "999999"])
def test_picture_that_was_not_chosen_is_not_found(asked, number):
    assert Client().get(path(asked) + f"exhibits/{number}").status_code == 404


def withdraw_consent(report):
    Complainant.objects.filter(report=report).update(shares_with_experts=False)


def divert(report):
    Evidence.objects.update(diverted_as="terrorist")
    Content.objects.update(diverted_as="terrorist")


def erase(report):
    vault.destroy_key(owner=report.id, purpose=Purpose.MATERIAL, at=timezone.now())


@pytest.mark.parametrize("change", [withdraw_consent, divert, erase])
def test_what_may_not_be_shown_any_more_is_not(asked, report, change):
    change(report)
    assert "moon sign should go" not in page(asked)
    assert Client().get(path(asked) + "exhibits/1").status_code == 404


def test_pictures_are_closed_while_the_subject_is_withheld(asked, report, officer):
    at = timezone.now()
    assert "exhibits/1" in page(asked)
    making.walk(report, to="assessed_non_crime", by=officer, at=at)
    Case.objects.filter(id=report.case_id).update(subject_restricted_at=at, subject_destroy_at=at + timedelta(days=30))
    assert "exhibits/1" not in page(asked)


def test_quarantined_picture_is_not_shown(asked):
    Evidence.objects.update(quarantined_at=timezone.now(), quarantined_why="malware")
    assert "exhibits/1" not in page(asked)
    assert Client().get(path(asked) + "exhibits/1").status_code == 404


def test_without_consent_nothing_may_be_shown(officer, db):
    report = showable_report(agrees=False)
    assert advice_showing.showable(case=report.case, by=officer, at=timezone.now()).names == set()


def test_what_is_blacked_out_is_blacked_out_for_advisers(asked, report, officer):
    post = report.contents.get()
    start = WORDS.index("moon")
    span = Span(start=start, end=start + 4, why=Why.OTHER)
    blacking_out.black_out_text(
        report_id=report.id,
        part=f"post:{post.id}",
        spans=[span],
        digest=digest_of(WORDS),
        words="shown to an adviser",
        replaces=None,
        by=officer,
        at=timezone.now(),
    )
    assert "moon sign should go" not in page(asked)
    assert "sign should go" in page(asked)


def test_exhibit_that_an_officer_left_out_is_not_shown(asked, report, officer):
    item = report.evidence.get()
    blacking_out.leave_out(
        evidence_id=item.id, why=Why.THIRD_PARTY, words="x", replaces=None, by=officer, at=timezone.now()
    )
    assert "exhibits/1" not in page(asked)


def test_used_link_shows_nothing(asked):
    client = Client()
    sent = {"reply": "answer", "harm": "yes", "remove": "no", "sure": "low"}
    assert client.post(path(asked), sent).status_code == 200
    assert client.get(path(asked)).status_code == 410
    assert client.get(path(asked) + "exhibits/1").status_code == 410


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({}, "Choose whether you answer"),
        ({"reply": "answer"}, "Choose whether it causes harm"),
        ({"reply": "answer", "harm": "yes", "remove": "no", "sure": "low", "term": "x"}, "Write what it means"),
        ({"reply": "question"}, "Write your question"),
    ],
)
def test_reply_that_lacks_something_is_asked_again(asked, sent, said):
    answer = Client().post(path(asked), sent)
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert Client().get(path(asked)).status_code == 200
