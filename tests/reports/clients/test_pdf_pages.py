import io
import time

import psutil
import pytest
from PIL import Image

from reports.clients import pdf_pages
from tests.making.files import pdf, raw_pdf

RED_SQUARE = b"1 0 0 rg 0 0 100 100 re f"
RUNS = b"/OpenAction<</S/JavaScript/JS(app.alert\\(1\\); while\\(1\\){})>>"


def picture(content, *, number=1):
    return Image.open(io.BytesIO(pdf_pages.draw([content], number=number).picture))


def refusal(content, *, number=1):
    with pytest.raises(pdf_pages.NotDrawn) as refused:
        pdf_pages.draw([content], number=number)
    return refused.value.why


def test_page_is_a_picture_of_what_it_shows():
    shown = picture(raw_pdf(RED_SQUARE))
    assert (shown.format, shown.mode) == ("PNG", "RGB")
    assert shown.getpixel((5, shown.height - 5)) == (255, 0, 0)
    assert shown.getpixel((5, 5)) == (255, 255, 255)


def test_pages_are_counted_and_drawn_by_number():
    content = pdf(pages=14)
    assert pdf_pages.count([content[:100], content[100:]]) == 14
    assert pdf_pages.draw([content], number=14).pages == 14
    assert refusal(content, number=15) == "no_such_page"


@pytest.mark.parametrize("cut", [0, 5, 100, -200])
def test_what_is_no_whole_pdf_is_broken(cut):
    assert refusal(pdf()[:cut]) == "broken"


def test_password_is_named():
    assert refusal(pdf(password="letmein")) == "locked"
    assert picture(pdf(password=""))


@pytest.mark.parametrize(
    ("box", "largest"),
    [
        (b"0 0 14400 14400", (2000, 2000)),
        (b"0 0 1000000 1", (2000, 1)),
        (b"0 0 99999999999 99999999999", (2000, 2000)),
        (b"-50000 -50000 50000 50000", (2000, 2000)),
        (b"0 0 0 0", (2000, 2000)),
        (b"100 100 0 0", (2000, 2000)),
    ],
)
def test_page_of_any_size_is_a_picture_of_bounded_size(box, largest):
    shown = picture(raw_pdf(RED_SQUARE, box=box))
    assert shown.width <= largest[0]
    assert shown.height <= largest[1]


def test_scripts_of_a_pdf_do_not_run():
    begun = time.monotonic()
    assert picture(raw_pdf(RED_SQUARE, catalog=RUNS)).getpixel((5, 590)) == (255, 0, 0)
    assert time.monotonic() - begun < pdf_pages.SECONDS


def test_page_that_would_take_for_ever_is_given_up(monkeypatch):
    monkeypatch.setattr(pdf_pages, "SECONDS", 2)
    assert refusal(_nested(levels=12, width=12)) == "too_heavy"


def test_picture_that_would_fill_the_memory_is_not_decoded():
    image = b"<</Type/XObject/Subtype/Image/Width 60000/Height 60000/ColorSpace/DeviceRGB/BitsPerComponent 8>>"
    more = b"/Resources<</XObject<</I 5 0 R>>>>"
    content = raw_pdf(b"200 0 0 200 0 0 cm /I Do", more=more)
    hidden = content.replace(b"xref", b"5 0 obj" + image[:-2] + b"/Length 4>>stream\nabcd\nendstream\nendobj\nxref", 1)
    assert max(picture(hidden).size) <= 2000


def test_what_the_bytes_raise_comes_through_and_the_program_is_ended():
    class Changed(Exception):
        pass

    def chunks():
        yield pdf()
        raise Changed

    before = psutil.Process().children()
    with pytest.raises(Changed):
        pdf_pages.draw(chunks(), number=1)
    assert set(psutil.Process().children()) <= set(before)


def test_program_knows_nothing_of_the_hub(monkeypatch, tmp_path):
    program = tmp_path / "telling.py"
    program.write_text("import os, sys; sys.exit(4 if not os.environ.keys() - {'LC_CTYPE'} else 3)")
    monkeypatch.setenv("SECRET_KEY", "the hub's own")
    monkeypatch.setattr(pdf_pages, "PROGRAM", program)
    assert refusal(b"%PDF") == "broken"


@pytest.mark.parametrize(
    "answer", [b"", b"\0" * 11, b"\0\0\0\1\0\0\0\2\0\0\0\2abc", b"\0\0\0\1\xff\xff\xff\xff\0\0\0\0"]
)
def test_program_that_answers_nonsense_is_not_believed(monkeypatch, tmp_path, answer):
    program = tmp_path / "lying.py"
    program.write_text(f"import sys; sys.stdin.buffer.read(); sys.stdout.buffer.write({answer!r})")
    monkeypatch.setattr(pdf_pages, "PROGRAM", program)
    assert refusal(b"%PDF") == "broken"


def _nested(*, levels, width):
    """Return a PDF whose page draws a form that draws a form ... : `width` to the power of `levels` of them."""
    first = 5
    content = raw_pdf(b"/F Do", more=b"/Resources<</XObject<</F %d 0 R>>>>" % first)
    forms = b""
    for level in range(levels):
        inner = b"/F Do " * width if level < levels - 1 else b"0 0 100 100 re f"
        head = b"/Type/XObject/Subtype/Form/BBox[0 0 200 200]/Resources<</XObject<</F %d 0 R>>>>" % (first + level + 1)
        forms += b"%d 0 obj<<%s/Length %d>>stream\n%s\nendstream\nendobj\n" % (first + level, head, len(inner), inner)
    return content.replace(b"xref", forms + b"xref", 1)
