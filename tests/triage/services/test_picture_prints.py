import io
import struct
from datetime import timedelta

import pytest
from PIL import Image

from hatehub.accounts.permissions import NotPermitted
from hatehub.vault import services as vault
from hatehub.vault.models import Purpose
from reports.models import Evidence
from tests.benches import pictures_made as made
from tests.making import reports as making
from triage.models import PicturePrint
from triage.services import picture_matching, pictures
from triage.services.pictures import writing
from triage.services.pictures.index import MOST_CANDIDATES, find_candidates
from triage.services.pictures.packing import pack, unpack
from triage.services.pictures.reading import NoPicture, read_grey
from triage.services.pictures.sealing import open_prints
from triage.tasks import pictures as picture_tasks

POST = "https://x.com/somebody/status/17000000000000000{:02d}"
SCENE = made.scene(1)


@pytest.fixture
def printed(submit, hub, at):
    """Send a report with these pictures and print them."""

    def make(*shown, minutes=0):
        report = submit(url="", files=[made.as_bytes(each) for each in shown], minutes=minutes)
        pictures.write(report_ids=[report.id], by=hub, at=at)
        return report

    return make


def test_changed_copy_is_found_in_another_report_with_what_was_done(printed):
    first = printed(SCENE)
    later = printed(made.post(5), made.cropped(SCENE), minutes=5)
    (found,) = pictures.find(later)
    assert found.report_id == first.id
    assert found.how == ("cropped",)
    assert found.own_exhibit == later.evidence.order_by("id")[1].exhibit
    assert found.other_exhibit == first.evidence.get().exhibit
    assert [each.report_id for each in pictures.find(first)] == [later.id]


def test_other_pictures_are_not_found(printed):
    printed(made.scene(2), made.post(1), made.meme(1, caption=1))
    later = printed(SCENE, made.post(2), made.meme(1, caption=2), minutes=5)
    assert pictures.find(later) == []


def test_mirrored_and_inverted_copies_are_found(printed):
    from PIL import ImageOps

    printed(SCENE)
    assert pictures.find(printed(ImageOps.mirror(SCENE), minutes=1))[0].how == ("mirrored",)
    assert "inverted" in {code for each in pictures.find(printed(ImageOps.invert(SCENE))) for code in each.how}


def test_many_copies_are_bounded_and_the_limit_holds(printed):
    for number in range(12):
        printed(SCENE, minutes=number)
    later = printed(made.darkened(SCENE), minutes=20)
    assert len(pictures.find(later, limit=3)) == 3
    print_ = next(iter(open_prints(PicturePrint.objects.filter(report=later)).values()))
    assert 0 < len(find_candidates(print_.points, leave_out=later.id, doubts=2)) <= MOST_CANDIDATES


def test_writing_again_changes_nothing(printed, hub, at):
    report = printed(SCENE, made.scene(2))
    before = list(PicturePrint.objects.order_by("id").values("id", "keys", "sealed"))
    assert pictures.write(report_ids=[report.id], by=hub, at=at + timedelta(hours=1)) == 0
    assert list(PicturePrint.objects.order_by("id").values("id", "keys", "sealed")) == before
    assert {row.version for row in PicturePrint.objects.all()} == {pictures.VERSION}


def test_two_versions_live_side_by_side(printed, hub, at):
    first = printed(SCENE)
    PicturePrint.objects.update(version=pictures.VERSION + 1)
    assert pictures.write(report_ids=[first.id], by=hub, at=at) == 1
    later = printed(made.darkened(SCENE), minutes=5)
    assert [each.report_id for each in pictures.find(later)] == [first.id]
    assert pictures.forget(report_id=first.id) == 2


def test_print_is_sealed_under_the_material_key(printed, at):
    report = printed(SCENE)
    row = PicturePrint.objects.get()
    assert open_prints([row])[row.id].height == 480
    vault.destroy_key(owner=report.id, purpose=Purpose.MATERIAL, at=at)
    assert open_prints([row]) == {}
    assert pictures.find(printed(made.darkened(SCENE), minutes=5)) == []
    assert pictures.find(report) == []


def test_report_whose_key_is_destroyed_is_passed_over(submit, hub, at):
    report = submit(url="", files=[made.as_bytes(SCENE)])
    assert pictures.list_waiting() == [report.id]
    vault.destroy_key(owner=report.id, purpose=Purpose.MATERIAL, at=at)
    assert pictures.write(report_ids=[report.id], by=hub, at=at) == 0
    assert pictures.list_waiting() == []


def test_plain_and_broken_pictures_are_remembered_and_not_tried_again(submit, hub, at):
    report = submit(url="", files=[making.picture(), made.as_bytes(SCENE)])
    Evidence.objects.filter(size__gt=10_000).update(content_type="image/webp")
    assert pictures.write(report_ids=[report.id], by=hub, at=at) == 2
    assert set(PicturePrint.objects.values_list("state", flat=True)) == {"plain", "unreadable"}
    assert pictures.list_waiting() == []
    assert pictures.find(report) == []


def test_lost_file_is_quarantined_and_one_out_of_reach_is_tried_again(submit, hub, at, monkeypatch):
    report = submit(url="", files=[made.as_bytes(SCENE)])

    def away(**_):
        raise ConnectionError

    with monkeypatch.context() as patch:
        patch.setattr(writing.files, "read", away)
        assert pictures.write(report_ids=[report.id], by=hub, at=at) == 0
    assert pictures.list_waiting() == [report.id]
    writing.files.delete(storage_name=report.evidence.get().storage_name)
    assert pictures.write(report_ids=[report.id], by=hub, at=at) == 0
    assert pictures.list_waiting() == []
    assert Evidence.objects.get().quarantined_why == "missing"


def test_waiting_reports_come_newest_first_and_once(submit):
    first = submit(url="", files=[made.as_bytes(SCENE), made.as_bytes(made.scene(3))])
    submit(url="", files=[])
    last = submit(url="", files=[made.as_bytes(SCENE)], minutes=3)
    assert pictures.list_waiting() == [last.id, first.id]
    assert pictures.list_waiting(most=1) == [last.id]


def test_sweep_prints_what_waits(submit, settings):
    settings.CELERY_TASK_ALWAYS_EAGER = True
    report = submit(url="", files=[made.as_bytes(SCENE)])
    picture_tasks.print_pictures(str(report.id))
    picture_tasks.print_pictures(str(report.id))
    assert PicturePrint.objects.get().report_id == report.id


def test_printing_and_matching_in_one_step(submit, hub, at):
    submit(files=[made.as_bytes(SCENE)])
    later = submit(files=[made.as_bytes(SCENE)], minutes=5)
    assert picture_matching.print_and_match(report_id=later.id, by=hub, at=at) == 1
    assert picture_matching.print_and_match(report_id=later.id, by=hub, at=at) == 0


def test_force_prints_nothing(submit, west_yorkshire, at):
    report = submit(url="", files=[made.as_bytes(SCENE)])
    with pytest.raises(NotPermitted):
        pictures.write(report_ids=[report.id], by=west_yorkshire, at=at)
    assert not PicturePrint.objects.exists()


def test_packed_print_is_the_same_but_for_compression(printed):
    printed(SCENE)
    row = PicturePrint.objects.get()
    print_ = open_prints([row])[row.id]
    again = unpack(pack(print_))
    assert (again.points.signs == print_.points.signs).all()
    assert (again.points.doubts == print_.points.doubts).all()
    assert again.box == print_.box
    assert abs(again.pixels.astype(int) - print_.pixels).mean() < 4
    assert len(row.sealed) < 30_000


def grey(content, media_type="image/png"):
    return read_grey(io.BytesIO(content), media_type=media_type)


def test_transparent_parts_are_white_and_cameras_are_turned_upright():
    clear = Image.new("RGBA", (40, 30), (0, 0, 0, 0))
    assert (grey(made.as_bytes(clear)) == 255).all()
    file = io.BytesIO()
    exif = Image.Exif()
    exif[0x0112] = 6
    SCENE.save(file, "JPEG", exif=exif)
    assert grey(file.getvalue(), "image/jpeg").shape == (640, 480)


def test_first_frame_of_an_animation_and_deep_pictures_are_read():
    file = io.BytesIO()
    SCENE.save(file, "GIF", save_all=True, append_images=[made.scene(2)])
    assert abs(grey(file.getvalue(), "image/gif").astype(int) - grey(made.as_bytes(SCENE))).mean() < 12
    deep = Image.fromarray(grey(made.as_bytes(SCENE)).astype("uint16") * 200)
    assert abs(grey(made.as_bytes(deep)).astype(int) - grey(made.as_bytes(SCENE))).mean() < 30


@pytest.mark.parametrize(
    ("content", "media_type"),
    [
        (b"", "image/png"),
        (b"\x89PNG\r\n\x1a\n" + bytes(40), "image/png"),
        (made.as_bytes(SCENE)[:5000], "image/png"),
        (made.as_bytes(SCENE), "image/jpeg"),
        (made.as_bytes(SCENE), "image/heic"),
        (made.as_bytes(SCENE), "text/plain"),
        (
            b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + struct.pack(">II", 60_000, 60_000) + b"\x08\0\0\0\0" + bytes(20),
            "image/png",
        ),
    ],
    ids=["empty", "header", "cut", "other-kind", "heic", "text", "enormous"],
)
def test_file_that_shows_no_picture_is_refused(content, media_type):
    with pytest.raises(NoPicture):
        grey(content, media_type)
