"""Notes on cases: sealed, struck out at most, with colleagues told."""

import pytest

from hatehub.accounts.actors import Actor, actor_for_user
from hatehub.accounts.models import User
from hatehub.accounts.permissions import NotPermitted
from hatehub.accounts.roles import Role
from hatehub.audit.models import Entry
from hatehub.vault import services as vault
from hatehub.vault.models import Purpose
from triage.models import Mention, Note
from triage.selectors import mentions
from triage.selectors import notes as reading
from triage.selectors.merges import cases_below
from triage.services import merging, notes

WORDS = "[Invented] The account is the one of last week."


@pytest.fixture
def colleague(db):
    return User.objects.create_user(username="Ana-1", role="officer")


def entries(case, *verbs):
    return list(Entry.objects.filter(subject=f"case:{case.reference}", verb__in=verbs).order_by("sequence"))


def texts(case, by, **more):
    page = reading.list_notes(case_ids=cases_below(case_id=case.id), by=by, **more)
    return [note.text for note in page.notes]


def test_note_is_sealed_and_the_audit_holds_no_words(submit, officer, at):
    case = submit().case
    note = notes.write(case_id=case.id, text=WORDS, by=officer, at=at)
    assert WORDS.encode() not in bytes(Note.objects.get().sealed_text)
    assert texts(case, officer) == [WORDS]
    [entry] = entries(case, "note_written")
    assert (entry.actor, entry.reason, entry.details) == (str(officer), "", {"note": note.id, "mentioned": 0})


def test_colleagues_who_are_mentioned_are_told_and_read_it(submit, officer, colleague, at):
    case = submit().case
    note = notes.write(case_id=case.id, text="@ana-1 and @ANA-1: look at this.", by=officer, at=at)
    [mention] = Mention.objects.all()
    assert (mention.user, mention.read_at) == (colleague, None)
    reader = actor_for_user(colleague)
    [unread] = mentions.list_mentions(by=reader).mentions
    assert (unread.note.id, unread.note.case, unread.read_at) == (note.id, case.reference, None)
    assert notes.mark_read(mention_ids=[mention.id], by=reader, at=at) == 1
    assert notes.mark_read(mention_ids=[mention.id], by=reader, at=at) == 0
    assert mentions.unread_rows(by=reader, most=5) == []
    assert [row.read_at for row in mentions.list_mentions(by=reader).mentions] == [at]
    assert [entry.actor for entry in entries(case, "mention_read")] == ["officer:Ana-1"]


def test_mentions_of_somebody_else_are_neither_listed_nor_marked(submit, officer, colleague, at):
    notes.write(case_id=submit().case_id, text="@ana-1", by=officer, at=at)
    other = actor_for_user(User.objects.create_user(username="ben", role="officer"))
    mention = Mention.objects.get()
    assert mentions.list_mentions(by=other).mentions == []
    assert mentions.find_mention(mention_id=mention.id, by=other) is None
    for by in (other, officer):
        assert notes.mark_read(mention_ids=[mention.id], by=by, at=at) == 0
    assert Mention.objects.get().read_at is None


def test_writer_is_not_told_of_an_own_mention(submit, colleague, at):
    notes.write(case_id=submit().case_id, text="@ana-1 (me)", by=actor_for_user(colleague), at=at)
    assert not Mention.objects.exists()


@pytest.mark.parametrize("more", [{"role": "reference_admin"}, {"role": "officer", "is_active": False}])
def test_names_that_no_colleague_has_are_refused_unless_kept(submit, officer, at, more):
    User.objects.create_user(username="gone", **more)
    case = submit().case
    with pytest.raises(notes.UnknownColleagues) as refusal:
        notes.write(case_id=case.id, text="@gone said, and @nobody.", by=officer, at=at)
    assert refusal.value.names == ("gone", "nobody")
    assert not Note.objects.exists()
    notes.write(case_id=case.id, text="@gone said, and @nobody.", by=officer, at=at, keep_unknown=True)
    assert Note.objects.count() == 1
    assert not Mention.objects.exists()


def test_note_is_struck_out_with_a_reason_and_stays_readable(submit, officer, at):
    case = submit().case
    note = notes.write(case_id=case.id, text=WORDS, by=officer, at=at)
    notes.strike(note_id=note.id, reason="It was another one.", by=officer, at=at)
    [row] = reading.list_notes(case_ids=[case.id], by=officer).notes
    assert (row.text, row.strike_reason, row.struck_by) == (WORDS, "It was another one.", "officer-1")
    [entry] = entries(case, "note_struck")
    assert (entry.reason, entry.details) == ("", {"note": note.id})
    with pytest.raises(notes.NoteRefused):
        notes.strike(note_id=note.id, reason="again", by=officer, at=at)


def test_only_the_writer_and_supervisors_strike_out(submit, officer, supervisor, at):
    note = notes.write(case_id=submit().case_id, text=WORDS, by=officer, at=at)
    other = Actor(role=Role.OFFICER, identifier="officer-2")
    with pytest.raises(NotPermitted):
        notes.strike(note_id=note.id, reason="why", by=other, at=at)
    with pytest.raises(notes.NoteRefused):
        notes.strike(note_id=note.id, reason=" ", by=officer, at=at)
    assert notes.strike(note_id=note.id, reason="why", by=supervisor, at=at).struck_by == str(supervisor)


@pytest.mark.parametrize("text", ["", " \n", "x" * 4001])
def test_empty_and_endless_notes_are_refused(submit, officer, at, text):
    with pytest.raises(notes.NoteRefused):
        notes.write(case_id=submit().case_id, text=text, by=officer, at=at)
    assert not Note.objects.exists()


def test_other_roles_neither_write_nor_read(submit, kent, hub, at):
    case = submit().case
    for by in (kent, hub, Actor(role=Role.REFERENCE_ADMIN, identifier="a")):
        with pytest.raises(NotPermitted):
            notes.write(case_id=case.id, text=WORDS, by=by, at=at)
        with pytest.raises(NotPermitted):
            reading.list_notes(case_ids=[case.id], by=by)
        with pytest.raises(NotPermitted):
            mentions.list_mentions(by=by)


def test_notes_are_read_where_a_case_went_and_stay_where_they_were_written(submit, officer, at):
    one, two = submit(), submit(minutes=1)
    first, second = one.case, two.case
    notes.write(case_id=second.id, text="on the second", by=officer, at=at)
    merging.merge(report_id=two.id, into_case_id=first.id, by=officer, at=at, reason="same")
    notes.write(case_id=first.id, text="on both", by=officer, at=at)
    assert texts(first, officer) == ["on both", "on the second"]
    merging.unmerge(report_id=two.id, by=officer, at=at, reason="not the same")
    assert (texts(first, officer), texts(second, officer)) == (["on both"], ["on the second"])


def test_erased_notes_say_so_and_new_ones_are_refused(submit, officer, at):
    report = submit()
    notes.write(case_id=report.case_id, text=WORDS, by=officer, at=at)
    vault.destroy_key(owner=report.id, purpose=Purpose.MATERIAL, at=at)
    assert texts(report.case, officer) == [None]
    with pytest.raises(vault.KeyDestroyed):
        notes.write(case_id=report.case_id, text=WORDS, by=officer, at=at)
    assert Note.objects.count() == 1


def test_notes_are_paged_and_cost_the_same_however_many(submit, officer, at, monkeypatch, django_assert_num_queries):
    monkeypatch.setattr(reading, "PAGE", 2)
    case = submit().case
    for number in range(5):
        notes.write(case_id=case.id, text=str(number), by=officer, at=at)
    seen, before = [], None
    while True:
        with django_assert_num_queries(2):
            page = reading.list_notes(case_ids=[case.id], by=officer, before=before)
        seen += [note.text for note in page.notes]
        before = page.following
        if before is None:
            break
    assert seen == ["4", "3", "2", "1", "0"]
    with django_assert_num_queries(2):
        assert reading.newest_notes(case_ids=[case.id]).total == 5


def test_mentions_are_paged_unread_first_without_a_gap(submit, officer, colleague, at, monkeypatch):
    monkeypatch.setattr(mentions, "PAGE", 2)
    case, reader = submit().case, actor_for_user(colleague)
    made = [notes.write(case_id=case.id, text=f"@ana-1 {n}", by=officer, at=at).id for n in range(7)]
    read = Mention.objects.filter(note__in=made[4:]).values_list("id", flat=True)
    notes.mark_read(mention_ids=list(read), by=reader, at=at)
    seen, after = [], ""
    while after is not None:
        page = mentions.list_mentions(by=reader, after=after)
        seen += [row.note.id for row in page.mentions]
        after = page.following
    assert seen == [*reversed(made[:4]), *reversed(made[4:])]


@pytest.mark.parametrize("after", ["nonsense", "_", "read_²", "read_" + "9" * 400, "unread_-1"])
def test_cursor_that_cannot_be_read_does_no_harm(submit, officer, colleague, at, after):
    notes.write(case_id=submit().case_id, text="@ana-1", by=officer, at=at)
    assert len(mentions.list_mentions(by=actor_for_user(colleague), after=after).mentions) <= 1
