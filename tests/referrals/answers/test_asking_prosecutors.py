import hashlib

import pytest
from django.test import Client

from hatehub.audit.models import Entry
from referrals.models import AdviceRequest, AnswerLink, EvidencePackage
from referrals.services import advice_talk, advising
from referrals.services.answer_links import token_of
from reports.models import Evidence, Sharing
from tests.making import reports as making
from tests.making.advising import a_body, ask

pytest_plugins = ["tests.making.http"]


@pytest.fixture
def report(db, officer, at):
    report = making.submit(at=at, files=[making.picture()])
    return making.walk(report, to="packaged", by=officer, at=at)


@pytest.fixture
def package(report):
    return EvidencePackage.objects.get(state="sealed")


@pytest.fixture
def asked(report, package, officer):
    return ask(report, by=officer, kind="prosecutor", shown=[], package_id=package.id)


def path(row):
    return f"/answer/{token_of(AnswerLink.objects.filter(subject=row.subject).latest('made_at'))}/"


def fetch(row):
    answer = Client().get(path(row) + "package")
    return answer, b"".join(answer.streaming_content) if answer.streaming else b""


def test_prosecutor_fetches_the_package_until_the_answer_is_given(asked, package):
    for _ in range(2):
        answer, content = fetch(asked)
        assert answer.status_code == 200
        assert hashlib.sha256(content).hexdigest() == package.sha256
    sent = {"reply": "answer", "realistic": "yes", "sure": "high", "missing": "A statement."}
    assert Client().post(path(asked), sent).status_code == 200
    assert fetch(asked)[0].status_code == 410
    row = AdviceRequest.objects.get()
    assert advice_talk.open_one(row).answer["missing"] == "A statement."


def test_every_download_is_in_the_audit_and_in_custody(asked, report, package):
    fetch(asked)
    fetch(asked)
    exported = Entry.objects.filter(verb="package_exported", subject=f"case:{report.case.reference}")
    assert list(exported.values_list("actor", flat=True)) == ["partner:invented-body"] * 2
    why = f"evidence package {report.case.reference}-v1, fetched by Invented prosecutor"
    assert Entry.objects.filter(verb="exported", reason=why).count() == 2
    sharing = Sharing.objects.get(report=report)
    assert (sharing.recipient, sharing.purpose, sharing.parts) == ("Invented prosecutor", "advice", ["report", "files"])


def test_package_that_may_not_be_shared_any_more_is_not_given(asked, package):
    Evidence.objects.update(diverted_as="terrorist")
    assert fetch(asked)[0].status_code == 404
    assert "may not be given out" in Client().get(path(asked)).content.decode()
    assert not Entry.objects.filter(verb="package_exported").exists()


def test_prosecutor_is_not_asked_without_a_package(report, officer):
    with pytest.raises(advising.AdviceRefused):
        ask(report, by=officer, kind="prosecutor", shown=[])


def test_package_of_another_case_cannot_be_handed_on(report, package, officer, at):
    other = making.submit(at=at, url="https://x.com/other/status/1700000000000000009")
    with pytest.raises(advising.AdviceRefused):
        ask(other, by=officer, kind="prosecutor", shown=[], package_id=package.id)


def test_adviser_gets_no_package_by_the_address(report, officer):
    row = ask(report, by=officer, shown=[])
    assert fetch(row)[0].status_code == 404


def test_prosecutor_is_shown_no_pictures_by_the_address(asked):
    assert Client().get(path(asked) + "exhibits/1").status_code == 404


def test_answer_lacks_whether_a_charge_is_realistic(asked):
    answer = Client().post(path(asked), {"reply": "answer", "sure": "high"})
    assert answer.status_code == 422
    assert "Choose whether a charge is realistic." in answer.content.decode()


def test_officer_hands_a_package_on(report, package, staff):
    a_body("prosecutor")
    where = f"/hub/cases/{report.case.reference}/advice/prosecutor/"
    client = staff("officer")
    assert "Version 1" in client.get(where).content.decode()
    sent = {"partner": "invented-body", "package": str(package.id), "question": "Is it enough?", "days": "14"}
    assert client.post(where, sent).status_code == 302
    assert AdviceRequest.objects.get().package == package
    assert "version 1 of the package" in client.get(f"/hub/cases/{report.case.reference}/tab/advice/").content.decode()
