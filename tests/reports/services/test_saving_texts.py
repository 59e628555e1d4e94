from datetime import timedelta

import pytest

from hatehub.accounts.actors import Actor
from hatehub.accounts.permissions import NotPermitted
from hatehub.accounts.roles import Role
from hatehub.audit.models import Entry
from reports.models import MessageText
from reports.rules.texts import BrokenText
from reports.selectors.shipped_advice import ADVICE
from reports.selectors.shipped_texts import BY_OUTCOME, TEXTS
from reports.selectors.texts import UnknownText, allowed_names, newest_words, shipped_words
from reports.services import texts

KIND = "step_accept"


@pytest.fixture
def administrator():
    return Actor(role=Role.REFERENCE_ADMIN, identifier="data-1")


@pytest.fixture
def save(db, administrator, at):
    def make(**changed):
        given = {"kind": KIND, "language": "en-gb", "title": "Accepted", "body": "By {force}.", "note": "clearer"}
        return texts.save_text(**{**given, "by": administrator, "at": at, **changed})

    return make


def test_saving_adds_a_version_and_audits_it(save, at):
    first, second = save(), save(title="Accepted!")
    assert (first.version, second.version) == (1, 2)
    assert (second.saved_by, second.saved_at) == ("reference_admin:data-1", at)
    assert MessageText.objects.get(version=1).title == "Accepted"
    entry = Entry.objects.get(subject=f"text:{KIND}", sequence=2)
    assert (entry.verb, entry.reason, entry.details) == ("text_saved", "clearer", {"language": "en-gb", "version": 2})


def test_languages_count_their_versions_apart(save, settings):
    settings.LANGUAGES = [("en-gb", "English"), ("cy", "Cymraeg")]
    save()
    assert save(language="cy").version == 1


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.REFERENCE_ADMIN])
def test_nobody_else_may_save(save, role):
    with pytest.raises(NotPermitted):
        save(by=Actor(role=role, identifier="x"))
    assert not MessageText.objects.exists()


@pytest.mark.parametrize(
    ("changed", "refusal"),
    [
        ({"title": ""}, BrokenText),
        ({"body": "{nobody}"}, BrokenText),
        ({"body": "{tell_by}"}, BrokenText),  # a placeholder, but not of this text
        ({"body": "}"}, BrokenText),
        ({"kind": "nonsense"}, UnknownText),
        ({"language": "xx"}, texts.UnknownLanguage),
        ({"based_on": 7}, texts.StaleText),
    ],
)
def test_refused_text_leaves_nothing(save, changed, refusal):
    with pytest.raises(refusal):
        save(**changed)
    assert not MessageText.objects.exists()
    assert not Entry.objects.exists()


def test_saving_against_an_outdated_version_is_refused(save):
    save(based_on=0)
    with pytest.raises(texts.StaleText):
        save(based_on=0)
    assert save(based_on=1).version == 2


def test_browsers_line_breaks_are_taken_as_one(save):
    assert save(body="One.\r\n\r\nTwo.\rThree.\r\n").body == "One.\n\nTwo.\nThree."


def test_going_back_adds_a_version_with_the_words_of_an_earlier_one(save, administrator, at):
    save(title="First")
    save(title="Second")
    back = texts.go_back(kind=KIND, language="en-gb", version=1, by=administrator, at=at, based_on=2)
    assert (back.version, back.title, back.note) == (3, "First", "Back to version 1.")
    shipped = texts.go_back(kind=KIND, language="en-gb", version=0, by=administrator, at=at)
    words = shipped_words(KIND, language="en-gb")
    assert (shipped.version, shipped.title, shipped.body) == (4, words.title, words.body)


def test_going_back_is_refused_as_saving_is(save, administrator, officer, at):
    save()
    with pytest.raises(texts.NoSuchVersion):
        texts.go_back(kind=KIND, language="en-gb", version=9, by=administrator, at=at)
    with pytest.raises(texts.StaleText):
        texts.go_back(kind=KIND, language="en-gb", version=0, by=administrator, at=at, based_on=0)
    with pytest.raises(NotPermitted):
        texts.go_back(kind=KIND, language="en-gb", version=0, by=officer, at=at)
    with pytest.raises(UnknownText):
        texts.go_back(kind="nonsense", language="en-gb", version=0, by=administrator, at=at)


def test_two_who_save_at_once_get_one_version_each_or_a_refusal(save, administrator, at):
    row = save()
    row.pk = None
    with pytest.raises(texts.StaleText):
        texts._insert(row)
    assert save(at=at + timedelta(minutes=1)).version == 2


@pytest.mark.parametrize("kind", TEXTS)
def test_shipped_text_is_sound_and_says_what_is_next(kind, settings):
    for language, _name in settings.LANGUAGES:
        words = shipped_words(kind, language=language)
        texts.check(kind=kind, language=language, title=words.title, body=words.body)
        assert kind in ADVICE or "\n\n" in words.body


@pytest.mark.parametrize("kind", [*BY_OUTCOME.values(), "step_close", "step_close_without_enforcement"])
def test_every_ending_says_what_can_still_be_done(kind):
    body = shipped_words(kind, language="en-gb").body
    assert "review" in body
    assert "upport service" in body


def test_kinds_fit_the_table():
    longest = MessageText._meta.get_field("kind").max_length
    assert all(len(kind) <= longest for kind in TEXTS)
    assert set(BY_OUTCOME.values()) <= set(TEXTS)


def test_placeholders_of_a_text_are_a_closed_table(db):
    assert allowed_names("received") == {"reference"}
    assert allowed_names("step_assign") == {"reference", "force"}
    with pytest.raises(UnknownText):
        allowed_names("nonsense")
    with pytest.raises(UnknownText):
        newest_words(kind="nonsense", language="en-gb")
