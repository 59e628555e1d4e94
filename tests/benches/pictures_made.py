"""Pictures made for tests and benchmarks: landscapes of noise, captioned ones, and screenshots of invented posts.

Nothing here is a photograph and nothing is downloaded; the same number always makes the same picture.
"""

import io
import random
from collections.abc import Callable

import numpy as np
from PIL import Image, ImageDraw, ImageEnhance, ImageFilter, ImageFont, ImageOps

SYLLABLES = tuple("ba be bi bo du fa fe ga ha ke ki lo ma mi mo ne no pa ra ri so sa te to va we zu".split())  # noqa: SIM905
INK, PAPER, SOFT = (18, 22, 28), (255, 255, 255), (115, 122, 130)


def words(chance: random.Random, count: int) -> list[str]:
    """Return invented words."""
    return ["".join(chance.choices(SYLLABLES, k=chance.randint(1, 4))) for _ in range(count)]


def scene(number: int, *, size: tuple[int, int] = (640, 480)) -> Image.Image:
    """Return a picture of clouds of colour with shapes on it, which stands in for a photograph."""
    chance, noise = random.Random(f"scene {number}"), np.random.default_rng(number)
    colours = np.zeros((size[1], size[0], 3))
    for cells, strength in ((4, 110), (9, 70), (24, 40), (70, 20)):
        coarse = noise.uniform(-strength, strength, (cells, cells, 3))
        for channel in range(3):
            plane = Image.fromarray(coarse[:, :, channel].astype(np.float32))
            colours[:, :, channel] += np.asarray(plane.resize(size, Image.Resampling.BICUBIC))
    picture = Image.fromarray(np.clip(colours + 128, 0, 255).astype(np.uint8))
    draw = ImageDraw.Draw(picture)
    for _ in range(9):
        x, y, side = chance.randint(0, size[0]), chance.randint(0, size[1]), chance.randint(15, 90)
        shape = chance.choice([draw.ellipse, draw.rectangle])
        shape((x, y, x + side, y + chance.randint(15, 90)), fill=tuple(chance.randint(0, 255) for _ in range(3)))
    return picture


def meme(number: int, *, caption: int | None = None) -> Image.Image:
    """Return a scene with a line of letters above and one below; another `caption` changes only those."""
    picture = scene(number + 50_000)
    chance = random.Random(f"caption {number} {caption}")
    draw, font = ImageDraw.Draw(picture), ImageFont.load_default(46)
    for y in (12, picture.height - 64):
        line = " ".join(words(chance, 3)).upper()
        draw.text((24, y), line, font=font, fill="white", stroke_width=4, stroke_fill="black")
    return picture


def post(number: int, *, layout: int = 0, photo: Image.Image | None = None) -> Image.Image:
    """Return a screenshot of a made-up app's page with one post: only words, numbers and the avatar differ."""
    chance = random.Random(f"post {number}")
    is_dark = layout % 2 == 1
    paper, ink = ((20, 22, 26), (232, 232, 236)) if is_dark else (PAPER, INK)
    picture = Image.new("RGB", (720, 1280), paper)
    draw, small, large = (
        ImageDraw.Draw(picture),
        ImageFont.load_default(24),
        ImageFont.load_default(32 + 4 * (layout % 3)),
    )
    draw.text((40, 18), f"{chance.randint(0, 23):02d}:{chance.randint(0, 59):02d}", font=small, fill=ink)
    draw.text((300, 66), ("Post", "Thread", "Reply")[layout % 3], font=large, fill=ink)
    draw.line((0, 124, 720, 124), fill=SOFT, width=2)
    draw.ellipse((36, 150, 116, 230), fill=tuple(chance.randint(40, 220) for _ in range(3)))
    draw.text((136, 156), " ".join(words(chance, 2)).title(), font=large, fill=ink)
    draw.text((136, 202), "@" + "".join(words(chance, 2)), font=small, fill=SOFT)
    y = _write(draw, " ".join(words(chance, chance.randint(14, 40))), at=(40, 262), font=large, fill=ink)
    if photo is not None:
        picture.paste(ImageOps.fit(photo, (640, 380)), (40, y + 12))
        y += 404
    draw.line((40, y + 20, 680, y + 20), fill=SOFT, width=1)
    for place in range(4):
        x = 50 + 160 * place
        draw.rounded_rectangle((x, y + 40, x + 30, y + 62), radius=6, outline=SOFT, width=3)
        draw.text((x + 42, y + 36), str(chance.randint(1, 9999)), font=small, fill=SOFT)
    for place in range(5):
        draw.rectangle((60 + 140 * place, 1200, 100 + 140 * place, 1240), outline=ink, width=4)
    return picture


def _write(
    draw: ImageDraw.ImageDraw, text: str, *, at: tuple[int, int], font: ImageFont.FreeTypeFont, fill: tuple[int, ...]
) -> int:
    """Write text in lines; return where the next line would be."""
    x, y = at
    line = ""
    for word in text.split():
        if draw.textlength(f"{line} {word}", font=font) > 640:
            draw.text((x, y), line, font=font, fill=fill)
            line, y = "", y + 46
        line = f"{line} {word}".strip()
    draw.text((x, y), line, font=font, fill=fill)
    return y + 46


def resized(picture: Image.Image) -> Image.Image:
    """Return a copy at half the size."""
    return picture.resize((picture.width // 2, picture.height // 2), Image.Resampling.BILINEAR)


def recompressed(picture: Image.Image) -> Image.Image:
    """Return a copy that was a poor JPEG."""
    file = io.BytesIO()
    picture.save(file, "JPEG", quality=30)
    return Image.open(io.BytesIO(file.getvalue())).convert("RGB")


def cropped(picture: Image.Image) -> Image.Image:
    """Return a copy without 8 % at the left and 6 % at the top."""
    return picture.crop((picture.width * 8 // 100, picture.height * 6 // 100, picture.width, picture.height))


def barred(picture: Image.Image) -> Image.Image:
    """Return a copy with a blurred picture above and below it, as telephones fill their screens."""
    filled = ImageOps.fit(picture, (picture.width, picture.height * 14 // 10)).filter(ImageFilter.GaussianBlur(18))
    filled.paste(picture, (0, picture.height // 5))
    return filled


def darkened(picture: Image.Image) -> Image.Image:
    """Return a copy with 60 % of the light."""
    return ImageEnhance.Brightness(picture).enhance(0.6)


def marked(picture: Image.Image) -> Image.Image:
    """Return a copy with half-transparent letters across it and a box in its corner."""
    layer = Image.new("RGBA", picture.size)
    draw = ImageDraw.Draw(layer)
    size = picture.width // 14
    draw.text(
        (size, picture.height // 2), "@bekilo-media", font=ImageFont.load_default(size), fill=(255, 255, 255, 130)
    )
    draw.rectangle((picture.width - 2 * size, 8, picture.width - 8, 2 * size), fill=(200, 30, 60, 255))
    return Image.alpha_composite(picture.convert("RGBA"), layer).convert("RGB")


CHANGES: dict[str, Callable[[Image.Image], Image.Image]] = {
    "resized": resized,
    "recompressed": recompressed,
    "cropped": cropped,
    "barred": barred,
    "darkened": darkened,
    "marked": marked,
}


def as_bytes(picture: Image.Image, kind: str = "PNG") -> bytes:
    """Return a picture's file."""
    file = io.BytesIO()
    picture.save(file, kind)
    return file.getvalue()
