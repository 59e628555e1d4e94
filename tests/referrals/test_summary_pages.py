"""The summary as a document: its standards, its parts, every script in it, and nothing that makes it fail."""

import io
import json
import subprocess

import pypdfium2
import pypdfium2.raw as pdfium
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from hatehub.documents import rendering
from referrals.services.summary import Picture, render
from tests.making import summaries as making

WORDS = [
    *("Żółć", "ελληνικά", "кириллица", "ქართული", "հայերեն", "שלום", "العربية", "رسید", "ਪੰਜਾਬੀ", "বাংলা", "ગુજરાતી"),
    *("தமிழ்", "తెలుగు", "ಕನ್ನಡ", "മലയാളം", "සිංහල", "ภาษาไทย", "ລາວ", "ភាសាខ្មែរ", "မြန်မာ", "አማርኛ", "हिन्दी"),
    *("简体中文", "繁體字", "日本語ひらがな", "한국어", "ܫܠܡܐ", "بالتأكيد", "ⵜⴰⵎⴰⵣⵉⵖⵜ", "ᏣᎳᎩ", "😡", "𝕳𝖆𝖙𝖊"),
]


def lay_out(files=None, **given):
    files = making.case_files() if files is None else files
    return render(contents_files=files, reference=making.REFERENCE, version=2, at=making.AT, **given)


def pages_of(pdf):
    """Return the words of each page."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        return [text_of(page) for page in document]
    finally:
        document.close()


def text_of(page):
    words = page.get_textpage()
    text = " ".join(words.get_text_bounded().split())
    words.close()
    page.close()
    return text


def told(narrative, **changes):
    return making.case_files(**{"reports.json": [making.report(narrative=narrative, **changes)]})


@pytest.fixture(autouse=True)
def _no_second_attempt(monkeypatch, request):
    """Let the first attempt be the only one, save where the second is what is tested."""
    if "second" not in request.node.name:
        monkeypatch.setattr(rendering.logger, "warning", lambda *given, **more: pytest.fail(str(given)))


@pytest.fixture(scope="module")
def pdf():
    return lay_out(pictures=[making.picture()])


def test_says_that_it_is_an_archive_file_that_anybody_can_read(pdf):
    for said in (b"<pdfaid:part>3<", b"<pdfaid:conformance>A<", b"<pdfuaid:part>1<"):
        assert said in pdf
    document = pypdfium2.PdfDocument(pdf)
    assert pdfium.FPDFCatalog_IsTagged(document.raw)
    assert document.get_metadata_dict()["Title"] == f"Evidence package {making.REFERENCE}"
    for page in document:
        tree = pdfium.FPDF_StructTree_GetForPage(page.raw)
        assert pdfium.FPDF_StructTree_CountChildren(tree) > 0
        pdfium.FPDF_StructTree_Close(tree)
        page.close()
    document.close()


def test_graph_of_the_case_rides_along_as_it_is(pdf):
    document = pypdfium2.PdfDocument(pdf)
    assert document.count_attachments() == 1
    attachment = document.get_attachment(0)
    assert attachment.get_name() == "case.jsonld"
    assert b'"@graph": []' in bytes(attachment.get_data())
    document.close()


def test_large_graph_stays_beside_it():
    made = lay_out(making.case_files(**{"case.jsonld": {"@graph": ["x" * 2_100_000]}}))
    document = pypdfium2.PdfDocument(made)
    assert document.count_attachments() == 0
    document.close()


def test_same_files_make_the_same_bytes(pdf):
    assert lay_out(pictures=[making.picture()]) == pdf


def test_each_part_begins_on_a_page_of_its_own_and_says_what_it_is_for(pdf):
    pages = pages_of(pdf)
    for title, use in (
        ("The victim", "Victim contact"),
        ("Case summary", "MG5"),
        ("Offences and points", "MG5"),
        ("Posts and captures", "MG5"),
        ("Draft statements", "MG11"),
        ("Exhibits", "MG12"),
        ("Lines of enquiry", "investigation plan"),
        ("Disclosure", "MG6"),
        ("Other reports", "MG5"),
        ("How to verify", "Anybody"),
    ):
        begun = [page for page in pages if f" {title}" in page[:140] and " Contents " not in page]
        assert len(begun) == 1, title
        assert "Can be used for" in begun[0]
        assert use in begun[0][: 140 + 260]


def test_front_page_says_what_to_do_by_when_and_who_is_responsible_and_why(pdf):
    front = pages_of(pdf)[0]
    assert "What to do first" in front
    assert "1 September 2026: 181 days after this was made" in front
    assert "Northshire Police" in front
    assert "so the force of the person targeted records it." in front
    assert "Ask the platform to preserve the account" in front


def test_limit_that_has_passed_and_danger_are_said_first():
    files = told("Help.", danger="yes")
    files["assessment.json"]["time_limit"]["due_on"] = "2026-03-01"
    front = pages_of(lay_out(files))[0]
    assert "1 March 2026: PASSED before this was made" in front
    assert front.index("may be in danger") < front.index("Check the signature")


def test_hashes_links_and_times_can_be_copied_whole(pdf):
    text = "\n".join(pages_of(pdf))
    assert making.exhibit("OHR-AAAA-0001", 1)["sha256"] in text
    assert "https://social.example/@oldharbour/109876543210987654" in text
    assert "1 Mar 2026, 21:40:00 UTC+01:00 (1 Mar 2026, 20:40:00 UTC)" in text
    assert "203.0.113.7" in text


def test_statement_repeats_the_words_and_leaves_name_and_signature_to_the_witness():
    text = "\n".join(pages_of(lay_out(told(making.STORY, complainant=None))))
    statement = text[text.index("DRAFT") :]
    assert "I know the name on the account from the football ground." in statement
    assert "not named in this package" in statement
    assert "Wenna" not in text
    assert "true to the best of my knowledge and belief" in statement


@pytest.mark.parametrize("missing", sorted(making.case_files()))
def test_missing_file_leaves_its_part_saying_so(missing):
    files = {name: value for name, value in making.case_files().items() if name != missing}
    assert "What to do first" in pages_of(lay_out(files))[0]


def test_nothing_at_all_is_a_document_that_says_so():
    text = "\n".join(pages_of(lay_out({})))
    for said in ("The package holds no report", "No decision had been made", "No exhibit may be handed on"):
        assert said in text


def test_words_of_every_script_can_be_found_in_it():
    lines = [f"one {word} two" for word in WORDS]
    text = "\n".join(pages_of(lay_out(told("\n".join(lines), exhibits=[]))))
    missing = [word for word in WORDS if word not in text]
    assert not missing
    assert "not drawn" not in text


def test_what_has_no_shape_is_a_numbered_box_with_its_code_point():
    text = "\n".join(pages_of(lay_out(told("one 𒀀 two 𒀀 safe\u202egpj.exe \ue000 \x07 end\u200b"))))
    assert "one □¹ two □¹ safe□²gpj.exe □³ □⁴ end" in text
    for code, name in (("U+12000", "CUNEIFORM SIGN A"), ("U+202E", "RIGHT-TO-LEFT OVERRIDE"), ("U+200B", "ZERO WIDTH")):
        assert code in text
        assert name in text
    assert "U+E000" in text


@pytest.mark.parametrize(
    "odd",
    [
        "x" * 100_000,
        "https://example.org/" + "a?b=c&d/" * 5_000,
        "ш" * 50_000,
        "😡" * 20_000,
        "\u0651" * 5_000,
        "a\u0301" * 20_000,
        "\ud800\udfff" * 50,
        "".join(map(chr, range(0x20))) * 20,
        "\u202e\u2066\u2067\u202a" * 200,
        "\n" * 50_000 + "end",
        '#import "x" $ * _ \\ = [',
    ],
    ids=["long", "link", "cyrillic", "faces", "marks", "accents", "halves", "controls", "turned", "lines", "markup"],
)
def test_odd_words_never_fail_it_and_stay_bounded(odd):
    exhibit = making.exhibit(odd, 1)
    post = {"url": odd, "platform": odd, "account": odd, "words": odd, "details": {odd[:50]: odd, "posted": odd}}
    files = told(odd, suspect=odd, posts=[post], exhibits=[exhibit], details={"impact": odd})
    files["disclosure.json"] = [{"report": odd, "left_out": [{"what": odd, "why": odd}]}]
    assert len(pages_of(lay_out(files))) < 60


@given(st.text(st.characters(exclude_categories=()), max_size=60))
@settings(max_examples=25, deadline=None)
def test_any_text_at_any_place_is_laid_out(text):
    files = told(text, suspect=text, details={"impact": text, text: "x"}, complainant={"name": text})
    files["assessment.json"]["reasons"] = {text: text}
    files["enquiries.json"]["proposed"] = [{"what": text, "why": text}]
    assert lay_out(files).startswith(b"%PDF-")


def test_case_of_five_thousand_reports_has_few_pages_and_says_how_many_more():
    reports = [making.report(number, complainant=None, narrative="The same words.") for number in range(1, 5001)]
    reports[4000]["narrative"] = "Something that nobody else said."
    pages = pages_of(lay_out(making.case_files(**{"reports.json": reports})))
    text = "\n".join(pages)
    assert len(pages) < 60
    assert "4,799 more reports are in reports.json" in text
    assert "Something that nobody else said." in text


def test_pictures_are_small_copies_without_what_the_file_says_of_its_maker(pdf):
    image = Image.new("RGB", (3000, 2000), "red")
    exif = Image.Exif()
    exif[0x013B] = "Quillfeather Person"
    target = io.BytesIO()
    image.save(target, "JPEG", exif=exif)
    broken = Picture(exhibit="OHR-AAAA-0001/2", content=b"\x89PNG broken")
    made = lay_out(pictures=[Picture(exhibit="OHR-AAAA-0001/1", content=target.getvalue()), broken])
    assert b"Quillfeather" not in made
    assert "Exhibit OHR-AAAA-0001/2 cannot be drawn here" in "\n".join(pages_of(made))
    assert "Reduced copy" not in "\n".join(pages_of(lay_out()))


def test_only_the_first_pictures_are_drawn_and_the_rest_counted():
    pictures = [making.picture(f"OHR-AAAA-0001/{number}") for number in range(1, 31)]
    text = "\n".join(pages_of(lay_out(pictures=pictures)))
    assert "Exhibit OHR-AAAA-0001/24, reduced" in text
    assert "6 more pictures are in the package" in text


def test_second_attempt_in_plain_letters_follows_a_process_that_dies(monkeypatch):
    given, real = [], subprocess.Popen.communicate

    def communicate(process, job=None, **how):
        given.append(job)
        if len(given) == 1:
            process.kill()
        return real(process, job, **how)

    monkeypatch.setattr(subprocess.Popen, "communicate", communicate)
    assert lay_out(told("кириллица")).startswith(b"%PDF-")
    assert ["кириллица" in json.loads(job)["inputs"]["data"] for job in given] == [True, False]


def test_second_failure_is_raised_and_holds_no_word_of_the_case(monkeypatch):
    def communicate(process, job=None, **how):
        raise subprocess.TimeoutExpired(process.args, 1)

    monkeypatch.setattr(subprocess.Popen, "communicate", communicate)
    with pytest.raises(rendering.NotLaidOut) as refusal:
        lay_out(told("secret words"))
    assert str(refusal.value) == "timeout"
