"""Officers write notes on a case, and find where they are mentioned."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hatehub.accounts.models import User
from hatehub.audit.models import Entry
from triage.models import Mention, Note
from triage.services import merging, notes

pytest_plugins = ["tests.making.http"]


@pytest.fixture
def client(staff):
    return staff("officer")


def text_of(page):
    return " ".join(page.content.decode().split())


def test_note_is_written_shown_beside_the_case_and_in_the_timeline(client, submit):
    case = submit().case
    answer = client.post(f"/hub/cases/{case.reference}/notes/", {"text": "<b>Invented</b> words"})
    assert answer.headers["Location"] == f"/hub/cases/{case.reference}/tab/notes/"
    tab = text_of(client.get(answer.headers["Location"]))
    assert "&lt;b&gt;Invented&lt;/b&gt; words" in tab
    assert "Notes (1)" in tab
    assert "&lt;b&gt;Invented&lt;/b&gt; words" in text_of(client.get(f"/hub/cases/{case.reference}/"))
    timeline = text_of(client.get(f"/hub/cases/{case.reference}/tab/timeline/"))
    assert "Note written" in timeline


def test_rail_shows_the_newest_three(client, submit, officer, at):
    case = submit().case
    for number in range(4):
        notes.write(case_id=case.id, text=f"note number {number}", by=officer, at=at)
    page = client.get(f"/hub/cases/{case.reference}/")
    assert [note["text"] for note in page.context["rail_notes"]] == [f"note number {n}" for n in (3, 2, 1)]
    assert "Notes (4)" in text_of(page)


def test_unknown_name_is_told_beside_the_field_and_nothing_is_lost(client, submit):
    case = submit().case
    address, words = f"/hub/cases/{case.reference}/notes/", "The account @somebody again."
    page = client.post(address, {"text": words})
    assert page.status_code == 422
    assert "Nobody here is called @somebody." in text_of(page)
    assert words in text_of(page)
    assert 'name="keep_unknown"' in text_of(page)
    assert not Note.objects.exists()
    assert client.post(address, {"text": words, "keep_unknown": "on"}).status_code == 302
    assert Note.objects.count() == 1


@pytest.mark.parametrize(("text", "words"), [(" ", "Write the note."), ("x" * 4001, "at most 4000 characters")])
def test_note_that_cannot_be_taken_is_told(client, submit, text, words):
    page = client.post(f"/hub/cases/{submit().case.reference}/notes/", {"text": text})
    assert page.status_code == 422
    assert words in text_of(page)
    assert not Note.objects.exists()


def test_note_is_struck_out_with_a_reason(client, submit):
    case = submit().case
    client.post(f"/hub/cases/{case.reference}/notes/", {"text": "[Invented] wrong"})
    address = f"/hub/cases/{case.reference}/notes/{Note.objects.get().id}/strike/"
    assert address in client.get(f"/hub/cases/{case.reference}/tab/notes/").content.decode()
    assert "[Invented] wrong" in text_of(client.get(address))
    assert client.post(address, {"reason": ""}).status_code == 422
    assert client.post(address, {"reason": "Another account."}).status_code == 302
    text = text_of(client.get(f"/hub/cases/{case.reference}/tab/notes/"))
    assert "<s>[Invented] wrong</s>" in text
    assert "Another account." in text
    again = client.post(address, {"reason": "Twice."})
    assert again.status_code == 422
    assert "struck it out already" in text_of(again)


def test_note_of_a_colleague_or_of_another_case_is_not_struck_out(client, submit, officer, at):
    case, other = submit().case, submit(minutes=1).case
    note = notes.write(case_id=case.id, text="words", by=officer, at=at)
    assert client.post(f"/hub/cases/{case.reference}/notes/{note.id}/strike/", {"reason": "x"}).status_code == 403
    assert "strike/" not in client.get(f"/hub/cases/{case.reference}/tab/notes/").content.decode()
    assert client.get(f"/hub/cases/{other.reference}/notes/{note.id}/strike/").status_code == 404
    assert Note.objects.get().struck_at is None


def test_note_of_a_merged_case_says_where_it_was_written(client, submit, officer, at):
    one, two = submit(), submit(minutes=1)
    notes.write(case_id=two.case_id, text="words", by=officer, at=at)
    merging.merge(report_id=two.id, into_case_id=one.case_id, by=officer, at=at, reason="same")
    text = text_of(client.get(f"/hub/cases/{one.case.reference}/tab/notes/"))
    assert f"written on {two.case.reference}, which was merged" in text


def test_case_costs_the_same_for_one_note_as_for_many(client, submit, officer, at):
    case = submit().case

    def queries(tab):
        with CaptureQueriesContext(connection) as seen:
            assert client.get(f"/hub/cases/{case.reference}/tab/{tab}/").status_code == 200
        return len(seen)

    notes.write(case_id=case.id, text="words", by=officer, at=at)
    client.get(f"/hub/cases/{case.reference}/")
    few = [queries(tab) for tab in ("overview", "notes")]
    for _ in range(6):
        notes.write(case_id=case.id, text="words", by=officer, at=at)
    assert [queries(tab) for tab in ("overview", "notes")] == few


@pytest.mark.parametrize("query", ["?before=nonsense", "?before=²", "?note=" + "9" * 400, "?before=-1&note="])
def test_notes_answer_whatever_the_address_says(client, submit, query):
    assert client.get(f"/hub/cases/{submit().case.reference}/tab/notes/{query}").status_code == 200


# Mentions ------------------------------------------------------------------------------------------
def mention(client, case, officer, at, *, text="[Invented] look"):
    me = User.objects.get(id=client.session["_auth_user_id"])
    return notes.write(case_id=case.id, text=f"@{me.username} {text}", by=officer, at=at)


def test_mention_is_read_by_opening_it(client, submit, officer, at):
    case = submit().case
    note = mention(client, case, officer, at)
    row = Mention.objects.get()
    page = text_of(client.get("/hub/my-day/mentions/"))
    assert case.reference in page
    assert "[Invented] look" in page
    client.head(f"/hub/my-day/mentions/{row.id}/")
    assert Mention.objects.get().read_at is None
    answer = client.get(f"/hub/my-day/mentions/{row.id}/")
    assert answer.headers["Location"] == f"/hub/cases/{case.reference}/tab/notes/?note={note.id}#note-{note.id}"
    assert Mention.objects.get().read_at is not None
    assert f'id="note-{note.id}"' in client.get(answer.headers["Location"]).content.decode()
    assert Entry.objects.filter(verb="mention_read").count() == 1


def test_mentions_are_read_by_a_button_and_only_what_was_shown(client, submit, officer, at):
    case = submit().case
    for _ in range(2):
        mention(client, case, officer, at)
    first, second = Mention.objects.order_by("id")
    assert client.get("/hub/my-day/mentions/read/").status_code == 405
    assert client.post("/hub/my-day/mentions/read/", {"mentions": f"{first.id} x"}).status_code == 302
    assert list(Mention.objects.filter(read_at__isnull=True)) == [second]


def test_mention_of_somebody_else_is_not_found(client, staff, submit, officer, at):
    mention(staff("supervisor"), submit().case, officer, at)
    row = Mention.objects.get()
    assert client.get(f"/hub/my-day/mentions/{row.id}/").status_code == 404
    client.post("/hub/my-day/mentions/read/", {"mentions": str(row.id)})
    assert Mention.objects.get().read_at is None
    assert client.get("/hub/my-day/mentions/99999999999999999999/").status_code == 404
    assert client.get("/hub/my-day/mentions/?after=nonsense").status_code == 200


def test_mention_leads_to_where_the_case_went(client, submit, officer, at):
    one, two = submit(), submit(minutes=1)
    mention(client, two.case, officer, at)
    merging.merge(report_id=two.id, into_case_id=one.case_id, by=officer, at=at, reason="same")
    answer = client.get(f"/hub/my-day/mentions/{Mention.objects.get().id}/")
    assert one.case.reference in answer.headers["Location"]
