import gzip
import io

import pytest
from PIL import Image

from hatehub.accounts.permissions import NotPermitted
from hatehub.audit.models import Entry
from hatehub.reference.models import Material
from reports.services import diversion, exhibits, viewing
from reports.services.custody import ExhibitChanged
from reports.services.quarantine import ExhibitQuarantined
from tests.making import files as making_files
from tests.making import reports as making


@pytest.mark.parametrize("kind", making_files.DRAWN)
def test_picture_of_every_kind_that_is_taken_has_a_safe_view(submit, officer, at, kind):
    item = submit(files=[making.picture(kind=kind)]).evidence.get()
    assert viewing.safe_picture(evidence_id=item.id, by=officer, at=at).startswith(b"\x89PNG")


@pytest.mark.parametrize("kind", ["video/mp4", "application/pdf", "application/vnd.ms-outlook"])
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


def test_photograph_of_a_telephone_is_drawn_anew(submit, officer, at):
    item = submit(files=[making_files.heic()]).evidence.get()
    assert item.content_type == "image/heic"
    shown = Image.open(io.BytesIO(viewing.safe_picture(evidence_id=item.id, by=officer, at=at)))
    assert (shown.format, shown.size) == ("PNG", (64, 48))
    red, green, blue, _ = shown.convert("RGBA").getpixel((4, 4))
    assert red > 200
    assert green > 180
    assert blue < 60


def test_photograph_that_is_broken_inside_says_so(submit, officer, at):
    item = submit(files=[making_files.EVERY_KIND["image/heic"]]).evidence.get()
    with pytest.raises(viewing.NotDrawn, match="broken"):
        viewing.safe_picture(evidence_id=item.id, by=officer, at=at)


def test_pages_of_a_pdf_are_counted_unrecorded_and_drawn_recorded(submit, officer, at):
    item = submit(files=[making_files.pdf(pages=3)]).evidence.get()
    assert viewing.count_pages(evidence_id=item.id, by=officer, at=at) == 3
    assert not Entry.objects.filter(verb="viewed").exists()
    page = viewing.safe_page(evidence_id=item.id, number=3, by=officer, at=at)
    assert page.startswith(b"\x89PNG")
    assert Entry.objects.filter(verb="viewed").count() == 1
    for number in (0, -1, 4, 10**30):
        with pytest.raises(viewing.NotDrawn, match="no_such_page"):
            viewing.safe_page(evidence_id=item.id, number=number, by=officer, at=at)


def test_count_of_pages_is_not_an_answer_for_a_file_that_is_shut(submit, officer, at):
    item = submit(files=[making_files.pdf(pages=2)]).evidence.get()
    assert viewing.count_pages(evidence_id=item.id, by=officer, at=at) == 2
    diversion.mark_exhibit(evidence_id=item.id, material=Material.TERRORIST, by=officer, at=at)
    with pytest.raises(diversion.Diverted):
        viewing.count_pages(evidence_id=item.id, by=officer, at=at)
    with pytest.raises(diversion.Diverted):
        viewing.safe_page(evidence_id=item.id, number=1, by=officer, at=at)


def test_page_of_a_pdf_that_changed_is_not_drawn(submit, officer, at):
    item = submit(files=[making_files.pdf()]).evidence.get()
    type(item).objects.filter(id=item.id).update(sha256="0" * 64)
    with pytest.raises(ExhibitChanged):
        viewing.safe_page(evidence_id=item.id, number=1, by=officer, at=at)
    with pytest.raises(ExhibitQuarantined):
        viewing.count_pages(evidence_id=item.id, by=officer, at=at)


@pytest.mark.parametrize("kind", ["application/warc", "application/warc+gzip"])
def test_captured_page_is_shown_as_its_source(submit, officer, hub, at, kind):
    source = b"WARC/1.1\r\n\r\n<html><script>alert(1)</script>\x00\xff</html>"
    kept = gzip.compress(source) if kind.endswith("gzip") else source
    item = exhibits.keep_made(
        report_id=submit().id, chunks=[kept], name="page", content_type=kind, origin="captured", by=hub, at=at
    )
    words = viewing.safe_words(evidence_id=item.id, by=officer, at=at)
    replaced = "\N{REPLACEMENT CHARACTER}" * 2
    assert words.text == f"WARC/1.1\n\n<html><script>alert(1)</script>{replaced}</html>"
