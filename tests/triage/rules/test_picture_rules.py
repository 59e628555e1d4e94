"""Which pictures are the same one: made copies are, other words and other captions are not."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageOps

from tests.benches import pictures_made as made
from triage.rules.pictures.keys import keys_to_ask, keys_to_store
from triage.rules.pictures.prints import make_print
from triage.rules.pictures.registering import fit_points
from triage.rules.pictures.verdict import judge
from triage.rules.pictures.working import find_content, prepare


def print_of(picture):
    print_ = make_print(np.asarray(picture.convert("L")))
    assert print_ is not None
    return print_


PICTURES = {"scene": made.scene(1), "meme": made.meme(1), "post": made.post(1)}


@pytest.mark.parametrize("change", made.CHANGES)
@pytest.mark.parametrize("kind", PICTURES)
def test_changed_copy_is_the_same_picture(kind, change):
    copy = made.CHANGES[change](PICTURES[kind])
    assert judge(print_of(copy), print_of(PICTURES[kind])).is_same


@pytest.mark.parametrize("change", made.CHANGES)
@pytest.mark.parametrize("kind", PICTURES)
def test_changed_copy_shares_keys_with_the_picture(kind, change):
    stored = keys_to_store(print_of(PICTURES[kind]).points)
    asked = keys_to_ask(print_of(made.CHANGES[change](PICTURES[kind])).points)
    assert len(np.intersect1d(stored, asked)) >= 2


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (made.scene(1), made.scene(2)),
        (made.post(1), made.post(2)),
        (made.post(3, layout=1), made.post(4, layout=1)),
        (made.meme(1, caption=1), made.meme(1, caption=2)),
        (made.post(1, photo=made.scene(7)), made.post(2, photo=made.scene(7))),
        (made.post(1, photo=made.scene(7)), made.scene(7)),
        (made.scene(5), made.scene(5).crop((0, 0, 250, 190))),
    ],
    ids=["scenes", "words", "words-dark", "captions", "words-same-photo", "photo-in-post", "small-part"],
)
def test_other_words_captions_and_parts_are_another_picture(one, other):
    assert not judge(print_of(one), print_of(other)).is_same
    assert not judge(print_of(other), print_of(one)).is_same


def test_verdict_tells_what_was_done():
    scene = PICTURES["scene"]
    assert judge(print_of(scene), print_of(scene)).how == ("same",)
    assert judge(print_of(ImageOps.mirror(scene)), print_of(scene)).how == ("mirrored",)
    assert judge(print_of(ImageOps.invert(scene)), print_of(scene)).how == ("inverted",)
    assert judge(print_of(made.darkened(scene)), print_of(scene)).how == ("darker",)
    cut = judge(print_of(made.cropped(scene)), print_of(scene))
    assert cut.how == ("cropped",)
    assert cut.facts["cropped"] == pytest.approx(0.135, abs=0.03)
    small = judge(print_of(made.resized(scene)), print_of(scene))
    assert small.how == ("resized",)
    assert small.facts["scale"] == pytest.approx(0.5, abs=0.02)


def test_plain_borders_are_left_out():
    bordered = ImageOps.expand(PICTURES["scene"], border=(30, 80, 10, 5), fill=(3, 3, 3))
    box = find_content(np.asarray(bordered.convert("L")))
    assert (box.left, box.top, box.right, box.bottom) == (30, 80, 670, 560)


@pytest.mark.parametrize("shape", [(1, 1), (10, 500), (23, 23), (300, 300)])
def test_plain_or_tiny_picture_has_no_print(shape):
    assert make_print(np.full(shape, 90, dtype=np.uint8)) is None


@settings(max_examples=25, deadline=None)
@given(
    height=st.integers(1, 400), width=st.integers(1, 400), seed=st.integers(0, 99), flat=st.sampled_from([0, 0.5, 0.99])
)
def test_any_picture_is_printed_or_refused_within_bounds(height, width, seed, flat):
    chance = np.random.default_rng(seed)
    picture = chance.integers(0, 256, (height, width), dtype=np.uint8)
    picture[chance.random((height, width)) < flat] = 200
    print_ = make_print(picture)
    if print_ is not None:
        assert print_.pixels.size < 120_000
        assert len(print_.points) <= 240
        assert judge(print_, print_).score >= 0


def test_very_long_picture_is_bounded():
    strip = np.tile(np.arange(256, dtype=np.uint8), (30, 60))
    working = prepare(strip)
    assert working is None or max(working.pixels.shape) <= 900


def test_mirrored_points_are_those_of_the_mirrored_picture():
    scene = PICTURES["scene"]
    mine = print_of(ImageOps.mirror(scene))
    turned = print_of(scene).points.mirrored(width=mine.pixels.shape[1])
    fit = fit_points(turned, mine.points)
    assert fit is not None
    assert fit.agreeing > 0.6 * len(mine.points)
    assert (fit.across, fit.right) == pytest.approx((1, 0), abs=0.5)


def test_picture_with_nothing_but_one_dot_is_judged_without_error():
    dot = Image.new("L", (200, 200), 255)
    dot.paste(0, (90, 90, 110, 110))
    one = make_print(np.asarray(dot))
    if one is not None:
        assert judge(one, one).score >= 0
