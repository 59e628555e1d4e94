import io
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from referrals.rules.redaction import Box, Why
from referrals.services import redacted_pictures
from referrals.services.redacted_pictures import CannotRedact, as_png, blacken, open_upright

SECRET = b"41.5 north, Wilfreda's garden"
ORIENTATION, DESCRIPTION = 0x0112, 0x010E
EDGES = st.integers(-10, 70)
BOXES = st.lists(st.builds(Box, left=EDGES, top=EDGES, width=EDGES, height=EDGES, why=st.just(Why.CHILD)), max_size=5)


def noise(*, seed=1, size=(48, 32), mode="RGB"):
    channels = len(Image.new(mode, (1, 1)).getbands())
    return Image.frombytes(mode, size, random.Random(seed).randbytes(size[0] * size[1] * channels))


def saved(picture, kind="PNG", **how):
    target = io.BytesIO()
    picture.save(target, kind, **how)
    return target.getvalue()


def copied(original, *boxes, content_type="image/png"):
    drawn = as_png(blacken(open_upright(original, content_type=content_type), boxes))
    return drawn, Image.open(io.BytesIO(drawn))


def box(left, top, width, height):
    return Box(left=left, top=top, width=width, height=height, why=Why.CHILD)


def is_in(place, each):
    left, right = sorted((each.left, each.right))
    top, bottom = sorted((each.top, each.bottom))
    return left <= place[0] < right and top <= place[1] < bottom


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 9999), boxes=BOXES)
def test_pixels_inside_are_gone_and_outside_are_equal(seed, boxes):
    original = noise(seed=seed)
    drawn, copy = copied(saved(original), *boxes)
    for place in ((x, y) for x in range(48) for y in range(32)):
        is_hidden = any(is_in(place, each) for each in boxes)
        assert copy.getpixel(place) == ((0, 0, 0) if is_hidden else original.getpixel(place))
    assert [name for name in chunks_of(drawn) if name not in (b"IHDR", b"IDAT", b"IEND")] == []


@settings(max_examples=30, deadline=None)
@given(seeds=st.tuples(st.integers(0, 9999), st.integers(0, 9999)), boxes=BOXES.filter(bool))
def test_copy_is_the_same_whatever_was_inside(seeds, boxes):
    pictures = [noise(seed=seed) for seed in seeds]
    common = noise(seed=7)
    for each in pictures:
        for place in ((x, y) for x in range(48) for y in range(32)):
            if not any(is_in(place, one) for one in boxes):
                each.putpixel(place, common.getpixel(place))
    first, second = (copied(saved(each), *boxes)[0] for each in pictures)
    assert first == second


def chunks_of(png):
    place, found = 8, []
    while place < len(png):
        found.append(png[place + 4 : place + 8])
        place += 12 + int.from_bytes(png[place : place + 4], "big")
    return found


def test_photograph_is_turned_and_loses_its_metadata_and_thumbnail():
    exif = Image.Exif()
    exif[ORIENTATION], exif[DESCRIPTION] = 6, SECRET.decode()
    original = saved(noise(size=(60, 40)), "JPEG", exif=exif, comment=SECRET, icc_profile=SECRET)
    assert original.count(SECRET) == 3
    drawn, copy = copied(original, box(0, 0, 10, 10), content_type="image/jpeg")
    assert copy.size == (40, 60)
    assert SECRET not in drawn
    assert copy.info == {}
    upright = Image.open(io.BytesIO(original)).transpose(Image.Transpose.ROTATE_270)
    assert copy.getpixel((30, 50)) == upright.getpixel((30, 50))
    assert copy.getpixel((9, 9)) == (0, 0, 0)


def test_words_beside_the_pixels_are_left_behind():
    info = PngInfo()
    info.add_text("Comment", SECRET.decode())
    drawn, _copy = copied(saved(noise(), pnginfo=info), box(0, 0, 5, 5))
    assert SECRET not in drawn


def test_what_lies_behind_glass_is_white_and_not_what_is_under_it():
    original = noise(mode="RGBA")
    original.putalpha(0)
    _drawn, copy = copied(saved(original), box(0, 0, 5, 5))
    assert copy.getpixel((20, 20)) == (255, 255, 255)
    assert copy.mode == "RGB"


@pytest.mark.parametrize("mode", ["1", "L", "P", "LA"])
def test_plainer_pictures_come_out_as_they_are_seen(mode):
    original = noise().convert("L").convert(mode)
    _drawn, copy = copied(saved(original), box(0, 0, 5, 5))
    assert copy.getpixel((20, 20)) == original.convert("RGB").getpixel((20, 20))
    assert copy.getpixel((2, 2)) == (0, 0, 0)


def test_finer_colours_and_too_many_pixels_are_refused(monkeypatch):
    fine = saved(Image.new("I;16", (20, 20), 4000))
    with pytest.raises(CannotRedact):
        open_upright(fine, content_type="image/png")
    monkeypatch.setattr(redacted_pictures, "MOST_PIXELS", 100)
    with pytest.raises(CannotRedact):
        open_upright(saved(noise()), content_type="image/png")


def test_view_of_a_long_picture_stays_legible():
    view = redacted_pictures.as_view(Image.new("RGB", (800, 9000)))
    assert Image.open(io.BytesIO(view)).size == (800, 9000)
    wide = redacted_pictures.as_view(Image.new("RGB", (3200, 1000)))
    assert Image.open(io.BytesIO(wide)).size == (1600, 500)
