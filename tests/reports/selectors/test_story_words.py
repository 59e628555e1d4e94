from datetime import timedelta

import pytest
from django.utils import translation

from hatehub.vault.models import Purpose
from hatehub.vault.services import destroy_key
from reports.models import MessageText, Report, StatusEntry
from reports.selectors.shipped_texts import TEXTS, Text
from reports.selectors.story import list_story, story_line
from reports.services import updates, workflow
from tests.making import reports as making
from triage.services import merging

KIND = "step_start_triage"


@pytest.fixture(autouse=True)
def _languages(settings):
    settings.LANGUAGES = [("en-gb", "English"), ("cy", "Cymraeg"), ("ar", "العربية")]


@pytest.fixture
def change(db, at):
    def make(title, *, language="en-gb", minutes=0, kind=KIND, body="Text."):
        version = MessageText.objects.filter(kind=kind, language=language).count() + 1
        MessageText.objects.create(
            kind=kind,
            language=language,
            version=version,
            title=title,
            body=body,
            saved_at=at + timedelta(minutes=minutes),
            saved_by="x",
        )

    return make


@pytest.fixture
def tell(submit, hub, at):
    def make(*, report=None, kind=KIND, minutes=10, **more):
        report = report or submit()
        when = at + timedelta(minutes=minutes)
        updates.tell(reports=[report], kind=kind, key=f"{kind}{minutes}", by=hub, at=when, **more)
        return StatusEntry.objects.get(report=report, key=f"{kind}{minutes}")

    return make


def read(entry, language="en-gb"):
    with translation.override(language):
        return story_line(StatusEntry.objects.get(id=entry.id))


def test_line_keeps_the_words_in_which_it_was_told(tell, change):
    shipped = tell(minutes=1)
    change("First", minutes=5)
    first = tell(report=shipped.report, minutes=10)
    change("Second", minutes=15)
    second = tell(report=shipped.report, minutes=20)
    assert [entry.text_version for entry in (shipped, first, second)] == [0, 1, 2]
    titles = [line.title for line in list_story(report=shipped.report)]
    assert titles == ["Second", "First", "An officer is reading your report", "We have your report"]


def test_version_saved_after_the_moment_does_not_count(tell, change):
    change("Later", minutes=11)
    assert tell(minutes=10).text_version == 0


def test_reader_of_another_language_gets_what_held_there_at_that_moment(tell, change):
    change("English", minutes=0)
    change("Cymraeg un", language="cy", minutes=5)
    change("Cymraeg dau", language="cy", minutes=15)
    entry = tell(minutes=10)
    assert read(entry).title == "English"
    assert read(entry, "cy").title == "Cymraeg un"
    with translation.override("ar"):
        assert read(entry, "ar").title == str(TEXTS[KIND].title)


def test_version_is_that_of_the_language_of_the_report(submit, hub, at, change):
    change("Cymraeg", language="cy")
    welsh, english = submit(language="cy"), submit()
    updates.tell(reports=[welsh, english], kind=KIND, key="k", by=hub, at=at)
    assert dict(StatusEntry.objects.filter(key="k").values_list("report_id", "text_version")) == {
        welsh.id: 1,
        english.id: 0,
    }


def test_version_that_is_gone_is_shown_as_shipped(tell, change):
    change("First")
    entry = tell()
    MessageText.objects.all().delete()
    assert read(entry).title == "An officer is reading your report"


def test_placeholders_are_filled_from_facts(tell, change):
    body = "{force} for {reference}"
    change("t", kind="step_assign", body=body)
    entry = tell(kind="step_assign", facts={"force": "E23000010"})
    assert read(entry).body == f"West Yorkshire Police for {entry.report.reference}"


@pytest.mark.parametrize("facts", [{}, {"force": ""}, {"force": None}, {"force": "E99999999"}, {"force": ["x"]}])
def test_missing_fact_has_a_neutral_word(tell, facts):
    assert "the evidence for the police force," in read(tell(kind="step_assign", facts=facts)).body


@pytest.mark.parametrize(
    ("facts", "shown"),
    [
        ({"tell_by": "2026-07-01", "platform": "x"}, "X (formerly Twitter) by 1 July 2026"),
        ({"tell_by": "2026-06-30T23:30:00+00:00", "platform": "x"}, "X (formerly Twitter) by 1 July 2026"),
        ({"tell_by": "soon", "platform": "nowhere"}, "the platform by the day that we named"),
        ({}, "the platform by the day that we named"),
    ],
)
def test_days_and_platforms_are_written_out(tell, monkeypatch, facts, shown):
    text = Text(title="t", body="{platform} by {tell_by}", names=frozenset({"platform", "tell_by"}))
    monkeypatch.setitem(TEXTS, KIND, text)
    assert read(tell(facts=facts)).body == shown


def test_names_do_not_turn_the_writing_around_them(tell):
    entry = tell(kind="step_assign", facts={"force": "E23000010"})
    assert "\u2068West Yorkshire Police\u2069" in read(entry, "ar").body
    assert "\u2068" not in read(entry).body


@pytest.mark.parametrize(
    ("outcome", "words"),
    [
        ("result", "has a result"),
        ("no_enforcement", "nobody could be held to account"),
        ("non_crime", "is not a crime"),
        ("out_of_scope", "cannot act on it"),
        ("", "closed"),
        ("unheard of", "closed"),
    ],
)
def test_each_outcome_is_told_in_its_own_text(tell, outcome, words):
    line = read(tell(kind="step_close", facts={"outcome": outcome}))
    assert words in line.title
    assert "review" in line.body


def test_reason_for_closing_is_shown_to_the_complainant_and_sealed(report_at, officer, at):
    report = report_at("assessed_crime")
    report = making.close(report, by=officer, at=at)
    making.work_off()
    entry = StatusEntry.objects.get(report=report, kind="step_close_without_enforcement")
    assert entry.facts == {"outcome": "no_enforcement"}
    assert b"keeps no data" not in bytes(entry.sealed_note)
    line = list_story(report=report)[0]
    assert (line.note, line.title) == (
        "The platform keeps no data.",
        "Your report is closed, and nobody could be held to account",
    )
    assert "officer-1" not in str(list_story(report=report))


def test_members_of_a_case_get_the_text_without_the_reason(submit, officer, at):
    lead, member = submit(), submit()
    merging.merge(report_id=member.id, into_case_id=lead.case_id, by=officer, at=at, reason="same")
    making.walk(lead, to="closed", by=officer, at=at)
    making.work_off()
    line = list_story(report=Report.objects.get(id=member.id))[0]
    assert (line.title, line.note) == ("Your report is closed, and nobody could be held to account", "")


def test_reason_of_a_closing_that_no_longer_stands_is_not_told(report_at, officer, at):
    report = making.close(report_at("assessed_crime"), by=officer, at=at)
    workflow.reopen(report_id=report.id, by=officer, at=at, reason="new")
    making.work_off()
    assert not StatusEntry.objects.filter(report=report, sealed_note__isnull=False).exists()


def test_erased_person_breaks_no_page(tell, submit, hub, at):
    entry = tell(note="Only for you.")
    assert read(entry).note == "Only for you."
    destroy_key(owner=entry.report_id, purpose=Purpose.PERSON, at=at)
    assert read(entry).note == ""
    later = tell(report=entry.report, minutes=30, note="Nobody reads this.")
    assert later.sealed_note is None


def test_force_that_acts_is_named(report_at):
    report = report_at("with_force")
    making.work_off()
    line = next(line for line in list_story(report=report) if "accepted" in line.title)
    assert "West Yorkshire Police" in line.body


def test_story_needs_few_queries(report_at, django_assert_max_num_queries):
    report = report_at("with_force")
    making.work_off()
    with django_assert_max_num_queries(6):
        list_story(report=report)
