import pytest

from hatehub.accounts.permissions import NotPermitted
from hatehub.audit.models import Entry
from reports.services import viewing
from tests.making import files as making_files
from tests.making import reports as making


@pytest.mark.parametrize("kind", making_files.DRAWN)
def test_picture_of_every_kind_that_is_taken_has_a_safe_view(submit, officer, at, kind):
    item = submit(files=[making.picture(kind=kind)]).evidence.get()
    assert viewing.safe_picture(evidence_id=item.id, by=officer, at=at).startswith(b"\x89PNG")


@pytest.mark.parametrize("kind", ["image/heic", "video/mp4", "application/pdf", "application/vnd.ms-outlook"])
def test_what_cannot_be_shown_safely_is_not_shown(submit, officer, at, kind):
    item = submit(files=[making_files.EVERY_KIND[kind]]).evidence.get()
    for view in (viewing.safe_picture, viewing.safe_words):
        with pytest.raises(viewing.NoSafeView):
            view(evidence_id=item.id, by=officer, at=at)
    assert not Entry.objects.filter(verb="viewed").exists()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_text_is_shown_in_its_own_letters(submit, officer, at, encoding):
    item = submit(files=["Geh weg, Zoë, und schöne Grüße".encode(encoding)]).evidence.get()
    words = viewing.safe_words(evidence_id=item.id, by=officer, at=at)
    assert (words.text, words.is_cut) == ("Geh weg, Zoë, und schöne Grüße", False)


@pytest.mark.parametrize("content", ["ä" * 1_000_000, "words " * 40_000])
def test_of_a_long_text_the_beginning_is_shown(submit, officer, at, content):
    item = submit(files=[content.encode()]).evidence.get()
    words = viewing.safe_words(evidence_id=item.id, by=officer, at=at)
    assert (len(words.text), words.is_cut) == (viewing.MOST_CHARACTERS, True)
    assert content.startswith(words.text)


def test_words_are_for_those_who_may_see_material(submit, kent, at):
    item = submit(files=[b"words"]).evidence.get()
    with pytest.raises(NotPermitted):
        viewing.safe_words(evidence_id=item.id, by=kent, at=at)
