import io
from datetime import timedelta

import pytest
from django.core.files.storage import default_storage

from hatehub.vault.models import DataKey
from reports.models import Draft, DraftFile
from reports.services import drafts, files, submission, uploads
from reports.services.drafts import DraftGone
from reports.services.submission import Answers
from tests.making import reports as making

pytest_plugins = ["tests.making.committing"]


@pytest.fixture
def draft(db, at):
    made, token = drafts.start(at=at)
    made.token = token
    return made


def add(draft, at, *, colour="navy"):
    content = making.picture(colour=colour)
    return uploads.add_file(draft=draft, file=io.BytesIO(content), name="shot.png", size=len(content), at=at)


def stored(draft):
    folder = f"material/{draft.id}"
    return default_storage.listdir(folder)[1] if default_storage.exists(folder) else []


def test_token_opens_its_draft_until_it_expires(draft, at, settings):
    life = timedelta(days=settings.DRAFT_LIFETIME_DAYS)
    assert drafts.find(token=draft.token, at=at + life - timedelta(seconds=1)) == draft
    for token, moment in ((draft.token, at + life), ("", at), (draft.token[:-1], at), (draft.token_hash, at)):
        with pytest.raises(DraftGone):
            drafts.find(token=token, at=moment)


def test_answers_of_two_tabs_are_both_kept(draft):
    second_tab = Draft.objects.get(id=draft.id)
    drafts.save_answer(draft=draft, step="post", answer={"url": "https://x.com/a/status/1"})
    drafts.save_answer(draft=second_tab, step="story", answer={"narrative": "n"})
    drafts.save_answer(draft=draft, step="post", answer={"url": "https://x.com/a/status/2"})
    answers = drafts.read_answers(draft=Draft.objects.get(id=draft.id))
    assert answers == {"post": {"url": "https://x.com/a/status/2"}, "story": {"narrative": "n"}}


def test_answers_of_two_tabs_at_once_are_both_kept(together, at):
    draft, _ = drafts.start(at=at)
    steps = [f"step{number}" for number in range(6)]
    calls = [lambda step=step: drafts.save_answer(draft=draft, step=step, answer={"a": step}) for step in steps]
    assert together(*calls) == [None] * 6
    assert drafts.read_answers(draft=Draft.objects.get()) == {step: {"a": step} for step in steps}


def test_sent_draft_takes_no_more_answers_or_files(draft, at):
    submission.submit(draft=draft, token=draft.token, answers=Answers(narrative="n"), at=at)
    with pytest.raises(DraftGone):
        drafts.save_answer(draft=draft, step="story", answer={})
    with pytest.raises(DraftGone):
        add(draft, at)
    assert stored(draft) == []
    assert Draft.objects.get().sealed_answers is None


def test_discarded_draft_leaves_no_row_no_file_and_no_key(draft, at, django_capture_on_commit_callbacks):
    drafts.save_answer(draft=draft, step="story", answer={"narrative": "n"})
    add(draft, at)
    assert len(stored(draft)) == 1
    with django_capture_on_commit_callbacks(execute=True):
        drafts.discard(draft=draft, at=at)
    assert stored(draft) == []
    assert not Draft.objects.exists()
    assert not DraftFile.objects.exists()
    assert set(DataKey.objects.filter(owner=draft.id).values_list("wrapped", "destroyed_at")) == {(None, at)}
    drafts.discard(draft=draft, at=at)


def test_sent_draft_is_not_discarded(submit, at, django_capture_on_commit_callbacks):
    report = submit(files=[making.picture()])
    with django_capture_on_commit_callbacks(execute=True):
        drafts.discard(draft=Draft.objects.get(id=report.id), at=at)
    assert b"".join(_read(report)) == making.picture()


def test_expired_drafts_are_thrown_away_and_others_stay(draft, at, django_capture_on_commit_callbacks):
    add(draft, at)
    young, _ = drafts.start(at=at + timedelta(days=1))
    with django_capture_on_commit_callbacks(execute=True):
        assert drafts.discard_expired(at=at + timedelta(days=7)) == 1
    assert list(Draft.objects.all()) == [young]
    assert stored(draft) == []
    assert not DataKey.objects.filter(owner=draft.id, wrapped__isnull=False).exists()
    assert DataKey.objects.filter(owner=young.id, wrapped__isnull=False).count() == 3


def test_token_of_a_sent_draft_is_forgotten_and_its_exhibits_stay(submit, at, django_capture_on_commit_callbacks):
    report = submit(files=[making.picture()])
    with django_capture_on_commit_callbacks(execute=True):
        drafts.discard_expired(at=at + timedelta(days=8))
    assert not Draft.objects.exists()
    assert b"".join(_read(report)) == making.picture()


def _read(report):
    item = report.evidence.get()
    return files.read(storage_name=item.storage_name, owner=report.id)


def test_removed_file_is_gone_from_storage_too(draft, at, django_capture_on_commit_callbacks):
    kept, removed = add(draft, at), add(draft, at, colour="red")
    with django_capture_on_commit_callbacks(execute=True):
        drafts.remove_file(draft=draft, file_id=removed.id)
        drafts.remove_file(draft=draft, file_id=removed.id)
    assert list(DraftFile.objects.all()) == [kept]
    assert len(stored(draft)) == 1


def test_file_of_another_draft_cannot_be_removed(draft, at):
    other, _ = drafts.start(at=at)
    foreign = add(other, at)
    drafts.remove_file(draft=draft, file_id=foreign.id)
    assert DraftFile.objects.filter(id=foreign.id).exists()


def test_database_alone_opens_no_draft(draft):
    assert draft.token not in str(vars(Draft.objects.get()))
