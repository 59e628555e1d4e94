"""What the status page says for whoever reported: advice, and whether a support service may get in touch."""

import pytest
from django.conf import settings

from hatehub.audit.models import Entry
from hatehub.vault import services as vault
from hatehub.vault.models import Purpose
from reports.models import Complainant, Gate, MessageText, StatusEntry
from reports.rules.advice import SHOWN
from reports.selectors.advice import advice_for
from reports.services import wishes
from tests.making import reports as making

pytest_plugins = ["tests.making.http"]


@pytest.fixture
def report(db, at):
    return making.submit(at=at, email="a@example.org", identity="confidential", circumstances={"ongoing": "yes"})


@pytest.fixture
def opened(person, report):
    person.post("/status/", {"reference": report.reference, "code": report.code})
    return person


def page_of(client, path="/status/report/", **headers):
    return client.get(path, **headers).content.decode()


def gate_of(report):
    return Gate.objects.get(report=report, name="support_offered")


def agrees(report):
    return Complainant.objects.get(report=report).shares_with_support


def test_page_shows_five_pieces_that_fit_and_the_others_behind_a_link(opened, report):
    found = advice_for(report=report)
    assert len(found.first) == SHOWN
    page, everything = page_of(opened), page_of(opened, "/status/advice/")
    assert all(piece.title in page for piece in found.first)
    assert not any(piece.title in page for piece in found.more)
    assert all(piece.title in everything for piece in (*found.first, *found.more))
    assert "Keep what comes next" in page
    assert "999" not in "".join(piece.title for piece in found.first)


@pytest.mark.parametrize("language", [code for code, _name in settings.LANGUAGES if code != "en-gb"])
def test_advice_speaks_every_language(opened, language):
    opened.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    assert "Keep what comes next" not in page_of(opened)


def test_changed_advice_is_shown_in_its_newest_version(opened, at):
    for version, title in ((1, "Older words"), (2, "Newer words of {reference}")):
        MessageText.objects.create(
            kind="advice_ongoing",
            language="en-gb",
            version=version,
            title=title,
            body="Text.",
            saved_at=at,
            saved_by="x",
        )
    page = page_of(opened)
    assert "Newer words of OHR-" in page
    assert "Older words" not in page


def test_advice_needs_the_code(person, db):
    assert person.get("/status/advice/").headers["Location"] == "/status/"
    assert person.post("/status/support/", {"wants": "yes"}).headers["Location"] == "/status/"


def test_yes_is_the_consent(opened, report):
    assert "Would you like support?" in page_of(opened)
    opened.post("/status/support/", {"wants": "yes"})
    assert agrees(report)
    assert gate_of(report).state == "open"
    assert Entry.objects.filter(verb="consents_changed").count() == 1
    assert "Would you like support?" not in page_of(opened)


def test_no_answers_the_offer_and_is_not_asked_again(opened, report):
    opened.post("/status/support/", {"wants": "no"})
    assert not agrees(report)
    assert (gate_of(report).state, gate_of(report).reason) == ("met", wishes.SAID_NO)
    assert StatusEntry.objects.filter(report=report, kind="support_not_wanted").count() == 1
    assert "Would you like support?" not in page_of(opened)
    opened.post("/status/support/", {"wants": "yes"})
    assert not agrees(report)


def test_nothing_chosen_is_asked_again(opened, report):
    answer = opened.post("/status/support/", {})
    assert answer.status_code == 422
    assert "Choose yes or no." in answer.content.decode()
    assert gate_of(report).state == "open"


@pytest.mark.parametrize(
    "answers", [{"email": ""}, {"shares_with_support": True}], ids=["no way to reach them", "agreed already"]
)
def test_who_cannot_be_reached_or_has_agreed_is_not_asked(person, db, at, answers):
    report = making.submit(at=at, **{"email": "a@example.org", "identity": "confidential", **answers})
    person.post("/status/", {"reference": report.reference, "code": report.code})
    assert "Would you like support?" not in page_of(person)
    assert person.post("/status/support/", {"wants": "no"}).headers["Location"] == "/status/report/"
    assert gate_of(report).state == "open"


def test_advice_stays_when_everything_is_erased(opened, report, at):
    for purpose in (Purpose.PERSON, Purpose.MATERIAL):
        vault.destroy_key(owner=report.id, purpose=purpose, at=at)
    page = page_of(opened)
    assert "Keep what comes next" in page
    assert "Would you like support?" not in page
