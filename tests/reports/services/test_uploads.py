import io
import random

import pytest
from django.core.files.storage import default_storage
from PIL import Image

from hatehub.vault.models import Purpose
from hatehub.vault.services import KeyDestroyed, destroy_key
from reports.models import DraftFile
from reports.rules.refusals import Reason, Refusal
from reports.rules.uploads import MOST_FILES
from reports.selectors.refusals import sentence_for
from reports.services import drafts, files, uploads, viewing
from reports.services.custody import ExhibitChanged
from tests.making import files as making_files
from tests.making import reports as making


@pytest.fixture
def draft(db, at):
    return drafts.start(at=at)[0]


@pytest.fixture
def add(draft, at):
    def send(content, *, name="shot.png", size=None):
        return uploads.add_file(draft=draft, file=io.BytesIO(content), name=name, size=size or len(content), at=at)

    return send


@pytest.fixture
def stored(draft):
    def names():
        folder = f"material/{draft.id}"
        return default_storage.listdir(folder)[1] if default_storage.exists(folder) else []

    return names


def _blank(side):
    target = io.BytesIO()
    Image.new("1", (side, side)).save(target, "PNG")
    return target.getvalue()


@pytest.mark.parametrize("kind", making_files.DRAWN)
def test_picture_is_kept_byte_for_byte_and_sealed(add, draft, kind):
    content = making.picture(kind=kind)
    kept = add(content, name="Zoë's shot")
    assert kept.content_type == f"image/{kind.lower()}"
    assert b"".join(files.read(storage_name=kept.storage_name, owner=draft.id)) == content
    assert content not in default_storage.open(kept.storage_name).read()
    assert uploads.list_files(draft=draft) == [(kept, "Zoë's shot")]


@pytest.mark.parametrize("kind", making_files.EVERY_KIND)
def test_other_kinds_are_kept_byte_for_byte(add, draft, kind):
    content = making_files.EVERY_KIND[kind]
    kept = add(content, name="a name")
    assert (kept.content_type, kept.size) == (kind, len(content))
    assert b"".join(files.read(storage_name=kept.storage_name, owner=draft.id)) == content


REFUSED = {
    "empty": (b"", Reason.EMPTY),
    "renamed program": (b"MZ\x90\x00\x03\x00\x00\x00", Reason.PROGRAM),
    "archive": (b"PK\x03\x04\x14\x00\x00\x00", Reason.ARCHIVE),
    "picture that is an archive as well": (making.picture() + b"PK\x05\x06" + bytes(18), Reason.ARCHIVE),
    "truncated PNG": (making.picture(size=(300, 300), kind="PNG")[:-200], Reason.PICTURE_BROKEN),
    "truncated JPEG": (making.picture(size=(300, 300), kind="JPEG")[:400], Reason.PICTURE_BROKEN),
    "only the mark of a PNG": (b"\x89PNG\r\n\x1a\n", Reason.PICTURE_BROKEN),
    "JPEG with a PNG inside": (b"\xff\xd8\xff" + making.picture(), Reason.PICTURE_BROKEN),
    "text that calls itself a picture": (b"not riffWEBPnot a picture", Reason.NOT_INSIDE),
    "locked PDF": (making_files.pdf(password="secret"), Reason.PDF_PASSWORD),
    "web page": (b"<!doctype html><title>x</title>", Reason.WEB_PAGE),
}


@pytest.mark.parametrize("what", REFUSED)
def test_file_that_is_no_evidence_is_refused_and_not_kept(add, stored, what):
    content, reason = REFUSED[what]
    with pytest.raises(Refusal) as refused:
        add(content)
    assert refused.value.reason == reason
    assert sentence_for(refused.value).endswith(".")
    assert stored() == []
    assert not DraftFile.objects.exists()


@pytest.mark.filterwarnings("ignore::PIL.Image.DecompressionBombWarning")
@pytest.mark.parametrize("side", [10_001, 14_000])
def test_picture_with_too_many_pixels_is_refused_as_such(add, stored, side):
    with pytest.raises(Refusal) as refused:
        add(_blank(side))
    assert refused.value.reason == Reason.PICTURE_TOO_LARGE
    assert stored() == []


def test_large_picture_below_the_limit_is_taken_without_a_warning(add):
    assert add(_blank(9_800)).content_type == "image/png"


def test_file_over_the_limit_is_refused_before_it_is_read(add, settings):
    with pytest.raises(Refusal) as refused:
        add(making.picture(), size=settings.MAX_EVIDENCE_BYTES + 1)
    assert "25 MB" in sentence_for(refused.value)


def test_one_file_more_than_a_report_holds_is_refused_and_not_kept(add, stored):
    for number in range(MOST_FILES):
        add(f"text {number}".encode(), name="note.txt")
    with pytest.raises(Refusal) as refused:
        add(b"one more", name="note.txt")
    assert refused.value.reason == Reason.TOO_MANY
    assert str(MOST_FILES) in sentence_for(refused.value)
    assert len(stored()) == MOST_FILES
    assert add(b"text 3", name="note.txt") == DraftFile.objects.order_by("id")[3]


def test_same_file_twice_is_one_file(add, stored):
    first = add(making.picture(), name="one.png")
    assert add(making.picture(), name="two.png") == first
    assert len(stored()) == DraftFile.objects.count() == 1


@pytest.mark.parametrize("name", ["", "a" * 5000, "../../etc/passwd", "C:\\x.png", "zero\0byte", "‮gnp.exe"])
def test_any_name_is_kept_without_touching_the_path(add, draft, name):
    kept = add(making.picture(), name=name)
    assert kept.storage_name.startswith(f"material/{draft.id}/")
    assert uploads.list_files(draft=draft)[0][1] == name[-200:]


@pytest.mark.parametrize("kind", making_files.DRAWN)
def test_damaged_picture_is_kept_or_refused_and_nothing_else(add, kind):
    chance = random.Random(kind)
    whole = making.picture(size=(60, 60), kind=kind)
    for _ in range(100):
        content = bytearray(whole)
        for _ in range(chance.randint(1, 4)):
            content[chance.randrange(12, len(content))] = chance.randrange(256)
        try:
            add(bytes(content))
        except Refusal:
            continue
        DraftFile.objects.all().delete()


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16", "CMYK"])
def test_picture_of_any_kind_has_a_safe_view_without_its_metadata(submit, officer, at, mode):
    target = io.BytesIO()
    kind = "JPEG" if mode == "CMYK" else "PNG"
    Image.new(mode, (2000, 20)).save(target, kind, **({"comment": b"hidden"} if kind == "JPEG" else {}))
    item = submit(files=[target.getvalue()]).evidence.get()
    view = viewing.safe_picture(evidence_id=item.id, by=officer, at=at)
    with Image.open(io.BytesIO(view)) as image:
        assert (image.format, image.size) == ("PNG", (1600, 16))
    assert b"hidden" not in view


def test_exhibit_that_was_exchanged_in_storage_is_not_shown(submit, officer, at):
    item = submit(files=[making.picture()]).evidence.get()
    other = files.store(chunks=[making.picture(colour="red")], owner=item.report_id)
    type(item).objects.filter(id=item.id).update(storage_name=other.storage_name)
    with pytest.raises(ExhibitChanged):
        viewing.safe_picture(evidence_id=item.id, by=officer, at=at)


def test_exhibit_whose_key_is_destroyed_is_gone(submit, at):
    item = submit(files=[making.picture()]).evidence.get()
    destroy_key(owner=item.report_id, purpose=Purpose.MATERIAL, at=at)
    with pytest.raises(KeyDestroyed):
        b"".join(files.read(storage_name=item.storage_name, owner=item.report_id))
