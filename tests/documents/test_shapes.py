"""What can be drawn is drawn, what cannot is replaced letter by letter, and nothing fails."""

from datetime import UTC, datetime

import pytest
import typst
from hypothesis import given, settings
from hypothesis import strategies as st

from hatehub.documents import rendering
from hatehub.documents.shapes import drawable

AT = datetime(2026, 3, 2, 12, tzinfo=UTC)


def summary(text: str) -> dict[str, object]:
    """Some text at every place of a document."""
    section = {"title": "Section", "rows": [[text, text]], "paragraphs": [text]}
    return {"title": "T", "reference": "R", "version": 1, "notice": text, "year": 2026, "month": 3, "day": 2} | {
        "sections": [section]
    }


@pytest.mark.parametrize(
    "text",
    [
        "Received, 2 March",
        "Żółć ăâîșț ŵŷ éçœ",
        "تم الاستلام",
        "رسید ہے، می\u200cروم",
        "ਪੰਜਾਬੀ ਰਸੀਦ ਕ੍ਰਿਪਾ",
        "ελληνικά, кириллица, ქართული, հայերեն",
        "שלום, ܫܠܡܐ, ދިވެހި, ߒߞߏ",
        "हिन्दी বাংলা ગુજરાતી ଓଡ଼ିଆ தமிழ் తెలుగు ಕನ್ನಡ മലയാളം සිංහල",
        "ภาษาไทย ລາວ ភាសាខ្មែរ မြန်မာ བོད་ཡིག",
        "አማርኛ ⵜⴰⵎⴰⵣⵉⵖⵜ ᏣᎳᎩ ᐃᓄᒃᑎᑐᑦ 𞤆𞤵𞤤𞤢𞤪 ꕙꔤ",
        "简体 繁體 日本語 ひらがな 한국어 ꆈꌠꉙ ᠮᠣᠩᠭᠣᠯ",
        "😡 👩\u200d👩\u200d👧 ❤\ufe0f 🇬🇧 𝕳𝖆𝖙𝖊 ✡ ☪ ✝ □ →",
        "",
    ],
)
def test_scripts_that_people_write_in_are_drawn_as_they_are(text):
    assert drawable(text) == text
    inputs = {"package": "tests.making.letters", "template": "letter.typ", "at": AT, "language": "en-gb"}
    assert rendering.render_pdf(data=summary(text), **inputs).startswith(b"%PDF-")


@pytest.mark.parametrize(
    ("text", "drawn"),
    [
        ("one 𒀀 two", "one ? two"),
        ("𠮟", "?"),
        ("x\u20e3b\ua9c0", "x\u20e3b\ua9c0"),
        ("ш\u0e34", "ш"),
        ("\u0651", "?"),
        ("safe\u202egpj.exe", "safegpj.exe"),
        ("a\tb\u202fc\u2028d\x00", "a b\u202fc\nd"),
        ("\ue000\ud800", "??"),
    ],
)
def test_what_cannot_be_drawn_is_replaced_letter_by_letter(text, drawn):
    assert drawable(text) == drawn


@given(st.text(max_size=40), st.sampled_from(["en-gb", "ar", "ur", "pa", "cy"]))
@settings(max_examples=60, deadline=None)
def test_any_text_can_be_laid_out_at_the_first_attempt(text, language):
    inputs = {"package": "tests.making.letters", "template": "letter.typ", "at": AT, "language": language}
    assert rendering.render_pdf(data=summary(text), **inputs).startswith(b"%PDF-")


@given(st.text(alphabet=st.characters(min_codepoint=0x600, max_codepoint=0xA7F), max_size=40))
@settings(max_examples=60, deadline=None)
def test_any_mixture_of_letters_and_marks_can_be_laid_out(text):
    inputs = {"package": "tests.making.letters", "template": "letter.typ", "at": AT, "language": "ar"}
    assert rendering.render_pdf(data=summary(text), **inputs).startswith(b"%PDF-")


@pytest.fixture(autouse=True)
def _no_second_attempt(monkeypatch, request):
    """Let the first attempt be the only one, save where the second is what is tested."""
    if "second" not in request.node.name:
        monkeypatch.setattr(rendering.logger, "warning", lambda *given, **more: pytest.fail(str(given)))


def test_second_attempt_in_plain_letters_is_made_where_the_first_fails(monkeypatch):
    tried = []

    def compile_pdf(*given, sys_inputs, **more):
        tried.append(sys_inputs["data"])
        if len(tried) == 1:
            raise typst.TypstError("no shape", "")
        return b"%PDF-"

    monkeypatch.setattr(typst, "compile", compile_pdf)
    given = {"package": "tests.making.letters", "template": "letter.typ", "at": AT, "language": "ar"}
    assert rendering.render_pdf(data={"word": "تم"}, **given) == b"%PDF-"
    assert tried == ['{"word": "تم"}', '{"word": "??"}']


@pytest.mark.parametrize(
    ("language", "is_rtl"), [("ar", True), ("ur", True), ("pa", False), ("en-gb", False), ("cy", False)]
)
def test_arabic_and_urdu_are_written_from_right_to_left(language, is_rtl):
    assert rendering.is_right_to_left(language) is is_rtl
    made = rendering.render_pdf(
        package="tests.making.letters", template="letter.typ", data=summary("x"), at=AT, language=language
    )
    assert (b"/Direction/R2L" in made) is is_rtl
