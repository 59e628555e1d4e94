import io
from dataclasses import replace

import pytest
from django.core.files.storage import default_storage
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext

from hatehub.accounts.permissions import NotPermitted
from hatehub.audit.models import Entry
from hatehub.outbox.models import OutboxEvent
from hatehub.vault.models import DataKey
from reports.models import Case, Complainant, Content, Draft, Evidence, Gate, Report
from reports.rules.gates import GATES
from reports.rules.references import CASE_PREFIX, REPORT_PREFIX, new_reference
from reports.services import drafts, personal, submission, uploads
from reports.services.drafts import DraftGone
from reports.services.personal import Contact
from reports.services.submission import Answers, NothingToReport, Post
from tests.making import reports as making

pytest_plugins = ["tests.making.committing"]

TOLD = Answers(narrative="They wrote that I should leave.")
SECRETS = {
    "narrative": "Quillfeather narrative",
    "words": "Quillfeather words of the post",
    "suspect": "Quillfeather suspect",
    "name": "Quillfeather Person",
    "email": "quillfeather@example.org",
    "postcode": "LS6 2NW",
    "file": "quillfeather-shot.png",
}


def test_report_is_received_leads_its_own_case_and_is_announced(submit, at):
    report = submit(files=[making.picture()])
    assert (report.state, report.version, report.submitted_at) == ("received", 1, at)
    assert report.due_at > at
    assert report.case.lead_id == report.id
    assert dict(report.gates.values_list("name", "state")) == dict.fromkeys(GATES, "open")
    assert [item.exhibit for item in report.evidence.all()] == [f"{report.reference}/1"]
    assert [entry.verb for entry in Entry.objects.filter(subject=f"report:{report.reference}")] == [
        "submitted",
        "received",
    ]
    event = OutboxEvent.objects.get()
    assert (event.name, event.stream) == ("reports.report_submitted", str(report.case_id))
    assert event.payload == {"report_id": str(report.id), "case_id": str(report.case_id)}


def test_what_was_told_can_be_read_again(submit, officer, at):
    report = submit(narrative="Zoë 😡", words="their words", email="a@example.org", suspect="a neighbour")
    assert personal.read_narrative(report=report) == "Zoë 😡"
    assert personal.read_suspect(report=report) == "a neighbour"
    assert personal.read_words(content=report.contents.get()) == "their words"
    contact = personal.read_contact(report=report, by=officer, at=at, reason="test")
    assert contact == Contact(email="a@example.org", postcode="LS6 2AB")


def test_area_of_the_victim_is_kept_without_the_postcode(submit):
    area = submit(postcode="LS6 2AB").victim_area
    assert area["force"] == making.WEST_YORKSHIRE
    assert "2AB" not in str(area)
    assert submit(postcode="").victim_area == {}


def test_same_draft_sent_twice_gives_the_same_report(db, at):
    draft, token = drafts.start(at=at)
    first = submission.submit(draft=draft, token=token, answers=TOLD, at=at)
    again = submission.submit(draft=draft, token=token, answers=Answers(narrative="other"), at=at)
    assert again == first
    assert (Report.objects.count(), Case.objects.count(), OutboxEvent.objects.count()) == (1, 1, 1)
    assert personal.read_narrative(report=again) == TOLD.narrative


def test_two_sendings_at_once_make_one_report(together, at):
    draft, token = drafts.start(at=at)
    answers = together(*[lambda: submission.submit(draft=draft, token=token, answers=TOLD, at=at)] * 5)
    assert {type(answer) for answer in answers} == {Report}
    assert len({answer.reference for answer in answers}) == 1
    assert (Report.objects.count(), Case.objects.count(), OutboxEvent.objects.count()) == (1, 1, 1)


@pytest.mark.parametrize("prefix", [REPORT_PREFIX, CASE_PREFIX])
def test_reference_that_somebody_has_already_is_drawn_again(submit, at, monkeypatch, prefix):
    earlier = submit()
    taken = {REPORT_PREFIX: earlier.reference, CASE_PREFIX: earlier.case.reference}[prefix]
    drawn = []

    def draw(wanted):
        drawn.append(wanted)
        return taken if wanted == prefix and drawn.count(prefix) == 1 else new_reference(wanted)

    monkeypatch.setattr(submission, "new_reference", draw)
    report = submit(minutes=1)
    assert drawn.count(prefix) == 2
    assert taken not in (report.reference, report.case.reference)
    assert (Report.objects.count(), Case.objects.count(), OutboxEvent.objects.count()) == (2, 2, 2)


def test_other_broken_constraint_is_no_reason_to_try_again(db, at, monkeypatch):
    draft, token = drafts.start(at=at)
    drawn = []

    def draw(prefix):
        drawn.append(prefix)
        return new_reference(prefix)

    monkeypatch.setattr(submission, "new_reference", draw)
    with pytest.raises(IntegrityError, match="report_danger_known"):
        submission.submit(draft=draft, token=token, answers=replace(TOLD, danger="maybe"), at=at)
    assert drawn == [CASE_PREFIX, REPORT_PREFIX]


def test_keys_are_read_once_however_much_is_sealed(db, at):
    draft, token = drafts.start(at=at)
    posts = tuple(Post(url=f"https://x.com/a/status/{number}", words="w") for number in range(10))
    answers = replace(TOLD, posts=posts, suspect="s", contact=Contact(email="a@example.org"))
    with CaptureQueriesContext(connection) as captured:
        submission.submit(draft=draft, token=token, answers=answers, at=at)
    assert sum("vault_datakey" in query["sql"] for query in captured) == 1


@pytest.mark.parametrize("late", ["publish", "record_many"])
def test_nothing_is_half_written_when_something_fails_late(db, at, monkeypatch, late):
    draft, token = drafts.start(at=at)
    drafts.save_answer(draft=draft, step="story", answer={"narrative": "kept"})

    def fail(*args, **kwargs):
        raise RuntimeError

    monkeypatch.setattr(submission, late, fail)
    with pytest.raises(RuntimeError):
        submission.submit(draft=draft, token=token, answers=TOLD, at=at)
    for model in (Report, Case, Complainant, Content, Evidence, Gate, Entry, OutboxEvent):
        assert not model.objects.exists()
    assert Draft.objects.get().submitted_at is None
    assert drafts.read_answers(draft=Draft.objects.get()) == {"story": {"narrative": "kept"}}


@pytest.mark.parametrize("answers", [Answers(), Answers(contact=Contact(email="a@example.org"), strands=("race",))])
def test_nothing_to_report_is_refused_in_words(db, at, answers):
    draft, token = drafts.start(at=at)
    with pytest.raises(NothingToReport, match=r"link.*words.*file"):
        submission.submit(draft=draft, token=token, answers=answers, at=at)
    assert not Report.objects.exists()


@pytest.mark.parametrize("answers", [Answers(posts=(Post(words="w"),)), Answers(narrative="n")])
def test_one_thing_is_enough(db, at, answers):
    draft, token = drafts.start(at=at)
    assert submission.submit(draft=draft, token=token, answers=answers, at=at).state == "received"


def test_file_alone_is_enough(submit):
    assert submit(url="", narrative="", files=[making.picture()]).evidence.count() == 1


def test_draft_thrown_away_meanwhile_is_not_sent(db, at):
    draft, token = drafts.start(at=at)
    drafts.discard(draft=draft, at=at)
    with pytest.raises(DraftGone):
        submission.submit(draft=draft, token=token, answers=TOLD, at=at)


def test_keys_of_the_draft_become_those_of_the_report(submit):
    report = submit()
    assert set(DataKey.objects.filter(owner=report.id).values_list("purpose", flat=True)) == {
        "person",
        "material",
        "subject",
    }


def test_nothing_told_in_confidence_stands_anywhere_in_the_database_or_the_files(db, at, officer):
    draft, token = drafts.start(at=at)
    drafts.save_answer(draft=draft, step="story", answer={"narrative": SECRETS["narrative"]})
    uploads.add_file(draft=draft, file=io.BytesIO(making.picture()), name=SECRETS["file"], size=300, at=at)
    contact = Contact(name=SECRETS["name"], email=SECRETS["email"], postcode=SECRETS["postcode"])
    answers = Answers(
        posts=(Post(url="https://x.com/a/status/1", words=SECRETS["words"]),),
        narrative=SECRETS["narrative"],
        suspect=SECRETS["suspect"],
        contact=contact,
        details_in_mail=True,
    )
    report = submission.submit(draft=draft, token=token, answers=answers, at=at)
    making.walk(report, to="in_triage", by=officer, at=at)
    making.work_off()
    places = _places_of("quillfeather") + _places_of("2NW")
    assert places == []
    assert _places_of(token) == _places_of(submission.receipt_code(token=token)) == []
    assert _places_of(report.reference) != []
    for name in default_storage.listdir(f"material/{report.id}")[1]:
        assert making.picture()[:8] not in default_storage.open(f"material/{report.id}/{name}").read()


def _places_of(text):
    """Return every column of every table that holds a text, whatever its letters' case."""
    found = []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name, column_name, data_type FROM information_schema.columns WHERE table_schema = 'public'"
        )
        for table, column, kind in cursor.fetchall():
            held = f"encode(\"{column}\", 'escape')" if kind == "bytea" else f'"{column}"::text'
            cursor.execute(f'SELECT count(*) FROM "{table}" WHERE {held} ILIKE %s', [f"%{text}%"])
            if cursor.fetchone()[0] and not table.startswith("reference_"):
                found.append(f"{table}.{column}")
    return found


def test_reading_who_complained_is_recorded_with_its_reason(submit, officer, west_yorkshire, at):
    report = submit(email="a@example.org")
    personal.read_contact(report=report, by=officer, at=at, reason="calling back")
    entry = Entry.objects.get(verb="read")
    assert (entry.subject, entry.reason, entry.actor) == (
        f"report:{report.reference}",
        "calling back",
        "officer:officer-1",
    )
    with pytest.raises(NotPermitted):
        personal.read_contact(report=report, by=west_yorkshire, at=at, reason="curious")
    assert Entry.objects.filter(verb="read").count() == 1


def test_first_line_of_the_story_comes_from_the_worker(submit):
    report = submit()
    making.work_off()
    assert list(report.story.values_list("kind", flat=True)) == ["received"]
