from datetime import date

import pytest
from django.utils import timezone

from hatehub.accounts.actors import PUBLIC
from hatehub.accounts.permissions import NotPermitted
from hatehub.audit.models import Entry
from referrals.models import AnswerLink, GlossaryEntry
from referrals.selectors import glossary as reading
from referrals.services import advice_answers, glossary
from referrals.services.glossary import EntryOvertaken, GlossaryRefused, Words
from tests.making.advising import ask, showable_report
from triage.services import merging

pytest_plugins = ["tests.making.http"]


def words(**more):
    known = {
        "term": "Moon sign",
        "meaning": "Worn by an invented group.",
        "context": "Seen on flags since 1990.",
        "strands": ["race"],
        "source": "Invented Institute",
        "source_date": date(2026, 1, 2),
    }
    return Words(**{**known, **more})


def write(by, **more):
    return glossary.write(words=words(**more), by=by, at=timezone.now())


def found(text, by):
    return [entry.term for entry in reading.search(text=text, page=1, by=by)]


@pytest.fixture
def answered(db, officer):
    row = ask(showable_report(), by=officer)
    data = {"reply": "answer", "harm": "yes", "remove": "no", "sure": "low", "term": "moon sign", "meaning": "Worn."}
    advice_answers.take(link=AnswerLink.objects.get(), data=data, at=timezone.now())
    return row


@pytest.mark.parametrize("text", ["moon", "MOON SIGN", "sig", "flags 1990", "invented gro", "oon s"])
def test_entry_is_found_by_its_words(db, officer, text):
    write(officer)
    write(officer, term="Other", meaning="Another thing.", context="")
    assert found(text, officer) == ["Moon sign"]


@pytest.mark.parametrize("term", ["\U0001f319", "1990!", "((o))", "%", "'"])
def test_symbol_is_found_by_itself(db, officer, term):
    write(officer, term=term)
    write(officer, term="Other")
    assert found(term, officer)[0] == term


@pytest.mark.parametrize("text", ["& |", "':*", "\\", "sun", "a b c d e f g h i j k"])
def test_anything_typed_is_answered(db, officer, text):
    write(officer)
    assert found(text, officer) == []


def test_revising_keeps_what_was(db, officer):
    first = write(officer)
    at = timezone.now()
    glossary.revise(
        entry=first.entry, words=words(meaning="Worn by nobody now."), expected_version=1, by=officer, at=at
    )
    assert [row.version for row in reading.versions(entry=first.entry, by=officer)] == [2, 1]
    assert len(found("moon", officer)) == 1
    with pytest.raises(EntryOvertaken):
        glossary.revise(entry=first.entry, words=words(), expected_version=1, by=officer, at=at)
    verbs = Entry.objects.filter(subject=f"glossary:{first.entry}").order_by("sequence").values_list("verb", flat=True)
    assert list(verbs) == ["glossary_written", "glossary_revised"]


def test_entry_that_is_taken_out_is_found_no_more(db, officer):
    row = write(officer)
    with pytest.raises(GlossaryRefused):
        glossary.take_out(entry=row.entry, why=" ", expected_version=1, by=officer, at=timezone.now())
    glossary.take_out(entry=row.entry, why="wrong", expected_version=1, by=officer, at=timezone.now())
    assert found("moon", officer) == []
    assert reading.versions(entry=row.entry, by=officer)[0].taken_out_why == "wrong"


@pytest.mark.parametrize("lack", [{"term": " "}, {"meaning": ""}, {"source": ""}])
def test_entry_needs_term_meaning_and_source(db, officer, lack):
    with pytest.raises(GlossaryRefused):
        write(officer, **lack)


def test_entry_out_of_an_answer_never_tells_who_complained(answered, officer):
    with pytest.raises(GlossaryRefused):
        glossary.write(
            words=words(context="As Alma Example said."), advice_id=answered.id, by=officer, at=timezone.now()
        )
    row = glossary.write(words=words(), advice_id=answered.id, by=officer, at=timezone.now())
    assert (row.case_id, row.advice_id) == (answered.case_id, answered.id)


def test_entry_out_of_an_answer_names_no_member_of_the_case(answered, officer):
    member, at = showable_report(name="Bert Sample", email="bert@example.org"), timezone.now()
    merging.merge(report_id=member.id, into_case_id=answered.case_id, by=officer, at=at, reason="same post")
    with pytest.raises(GlossaryRefused):
        glossary.write(words=words(context="As Bert Sample said."), advice_id=answered.id, by=officer, at=at)


def test_request_without_an_answer_explains_nothing(db, officer):
    row = ask(showable_report(), by=officer)
    with pytest.raises(GlossaryRefused):
        glossary.write(words=words(), advice_id=row.id, by=officer, at=timezone.now())


def test_strangers_write_and_read_nothing(db):
    with pytest.raises(NotPermitted):
        write(PUBLIC)
    with pytest.raises(NotPermitted):
        reading.search(text="", page=1, by=PUBLIC)


def sent(**more):
    known = {"term": "Moon sign", "meaning": "Worn.", "source": "Invented Institute"}
    return {**known, "source_date_day": "2", "source_date_month": "1", "source_date_year": "2026", **more}


def test_officer_writes_searches_revises_and_takes_out(staff):
    client = staff("officer")
    where = client.post("/hub/glossary/new/", sent())["Location"]
    assert "Moon sign" in client.get("/hub/glossary/?q=moon").content.decode()
    assert "Nothing was found." in client.get("/hub/glossary/?q=sun").content.decode()
    assert client.post(f"{where}revise/", sent(meaning="Worn no more.", version="1")).status_code == 302
    overtaken = client.post(f"{where}revise/", sent(meaning="Mine.", version="1"))
    assert overtaken.status_code == 422
    assert "Mine." in overtaken.content.decode()
    assert "Earlier versions" in client.get(where).content.decode()
    assert client.post(f"{where}take-out/", {"version": "2", "why": "wrong"}).status_code == 302
    assert "Taken out on" in client.get(where).content.decode()
    assert client.get(f"{where}revise/").status_code == 404


def test_answer_fills_the_form(staff, answered):
    text = staff("officer").get(f"/hub/glossary/new/?advice={answered.id}").content.decode()
    assert 'value="moon sign"' in text
    assert 'value="Invented expert"' in text
    client = staff("officer")
    assert client.post(f"/hub/glossary/new/?advice={answered.id}", sent()).status_code == 302
    entry = GlossaryEntry.objects.get()
    assert answered.case.reference in client.get(f"/hub/glossary/{entry.entry}/").content.decode()


@pytest.mark.parametrize("asked", ["x", "00000000-0000-0000-0000-000000000000"])
def test_answer_that_there_is_not_is_not_found(staff, asked):
    assert staff("officer").get(f"/hub/glossary/new/?advice={asked}").status_code == 404
