"""Who may not be named, and whom a withheld case is about, cannot be found anywhere in the bytes of a package."""

import io
import itertools

import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from referrals.services import packaging
from reports.models import Case, Complainant
from reports.rules.file_kinds import KINDS
from reports.services import drafts, submission, uploads
from reports.services.personal import Contact
from reports.services.submission import Answers, Post
from tests.making import bags
from tests.making import reports as making
from triage.services import merging

CONTACT = Contact(
    name="Zebedee Quillfeather",
    email="zebquill@mailhost.example",
    telephone="07700 900 982",
    postcode="LS6 2AB",
    organisation="Brambleford Fellowship",
    own_reference="BF-77123",
    contact_note="Ring the side door of Mossgate House.",
)
PERSONAL = ["quillfeather", "zebquill", "mailhost.example", "7700 900", "7700900982", "LS6 2AB", "LS62AB"]
PERSONAL += ["Brambleford", "BF-77123", "Mossgate", "14 Hollybush Terrace", "Hollybush", "Marigoldine"]
SUBJECT = ["grimwarble", "1700000000000000009", "Gareth Grimm"]
NARRATIVE = (
    "I am Zebedee Quillfeather of 14 Hollybush Terrace, LS6 2AB; ring 07700-900982 or +44 7700 900982.\n"
    "They (@grimwarble) wrote to QUILLFEATHER99 that those people should leave.\n"
    "My name is Marigoldine at home. Kind regards,\nZebedee Quillfeather"
)


def jpeg() -> bytes:
    picture, target = Image.new("RGB", (60, 40), "teal"), io.BytesIO()
    exif = Image.Exif()
    exif[0x013B] = "Zebedee Quillfeather"
    exif[0x8825] = {1: "N", 2: (53.0, 48.0, 30.0), 3: "W", 4: (1.0, 32.0, 30.0)}
    picture.save(target, "JPEG", exif=exif, comment=b"by Quillfeather")
    return target.getvalue()


def png() -> bytes:
    texts, target = PngInfo(), io.BytesIO()
    texts.add_text("Author", "Zebedee Quillfeather")
    texts.add_itxt("Comment", "zebquill@mailhost.example", zip=True)
    Image.new("RGB", (30, 30), "olive").save(target, "PNG", pnginfo=texts)
    return target.getvalue()


def pdf() -> bytes:
    target = io.BytesIO()
    Image.new("RGB", (30, 30), "plum").save(target, "PDF", author="Zebedee Quillfeather", title="By Quillfeather")
    return target.getvalue()


BARE = making.picture(colour="navy")
TEXT = b"Noted by Zebedee Quillfeather, zebquill@mailhost.example.\nThey wrote it again.\n"
FILES = [("quillfeather-1.jpg", jpeg()), ("2.png", png()), ("by-quillfeather.pdf", pdf()), ("n.txt", TEXT), ("b", BARE)]


def sent(at, *, identity, shares, kind=Complainant.Kind.VICTIM):
    draft, token = drafts.start(at=at)
    for name, content in FILES:
        uploads.add_file(draft=draft, file=io.BytesIO(content), name=name, size=len(content), at=at)
    post = Post(
        url="https://x.com/grimwarble/status/1700000000000000009",
        words="Quillfeather must go, says @grimwarble.",
        account="@grimwarble",
        details={"display_name": "Gareth Grimm", "platform_reference": "told them as zebquill@mailhost.example"},
    )
    answers = Answers(
        posts=(post,),
        narrative=NARRATIVE,
        suspect="Gareth Grimm, who knows Zebedee Quillfeather.",
        details={"impact": "Zebedee Quillfeather cannot sleep.", "happened_where": "14 Hollybush Terrace"},
        contact=CONTACT,
        identity=identity,
        kind=kind,
        shares_with_force=shares,
    )
    return submission.submit(draft=draft, token=token, answers=answers, at=at)


def withhold(report, at):
    Case.objects.filter(id=report.case_id).update(subject_restricted_at=at, subject_destroy_at=at)


COMBINATIONS = [
    (*each, kind)
    for each, kind in zip(
        itertools.product(Complainant.Identity.values, [True, False], [True, False]),
        itertools.cycle(Complainant.Kind.values),
        strict=False,
    )
]


@pytest.mark.parametrize(("identity", "shares", "is_withheld", "kind"), COMBINATIONS)
def test_nothing_that_is_not_shared_is_anywhere_in_the_bytes(db, at, officer, identity, shares, is_withheld, kind):
    report = sent(at, identity=identity, shares=shares, kind=kind)
    making.walk(report, to="assigned", by=officer, at=at)
    if is_withheld:
        withhold(report, at)
    content = bags.content_of(bags.built(report, at=at), at=at)
    is_named = identity == "named" and shares
    assert bags.found(content, [] if is_named else PERSONAL) == []
    assert bags.found(content, SUBJECT if is_withheld else []) == []
    if is_named:
        assert bags.found(content, ["quillfeather", "mossgate"])
    if not is_withheld:
        assert bags.found(content, ["grimwarble"])


def test_exhibits_of_somebody_unnamed_show_the_same_and_tell_nothing(db, at, officer):
    report = making.walk(sent(at, identity="anonymous", shares=False), to="assigned", by=officer, at=at)
    content = bags.content_of(bags.built(report, at=at), at=at)
    files = {path: inside for path, inside in bags.members(content).items() if path.startswith("data/exhibits/")}
    exhibits = {each["exhibit"].rpartition("/")[2]: each for each in bags.data(content, "reports.json")[0]["exhibits"]}
    assert {number: each["given_as"] for number, each in exhibits.items()} == {
        "1": "copy without metadata",
        "2": "copy without metadata",
        "4": "copy without metadata",
        "5": "original",
    }
    shown = Image.open(io.BytesIO(files[exhibits["1"]["path"]]))
    assert (shown.size, dict(shown.getexif()), shown.format) == ((60, 40), {}, "PNG")
    assert shown.tobytes() == Image.open(io.BytesIO(FILES[0][1])).convert("RGB").tobytes()
    assert files[exhibits["5"]["path"]] == BARE
    assert b"They wrote it again." in files[exhibits["4"]["path"]]
    [left] = bags.data(content, "disclosure.json")
    held = next(each for each in left["left_out"] if each["what"] == f"exhibit {report.reference}/3")
    assert "on request" in held["why"]


def test_exhibits_of_somebody_named_go_in_byte_for_byte(db, at, officer):
    report = making.walk(sent(at, identity="named", shares=True), to="assigned", by=officer, at=at)
    content = bags.content_of(bags.built(report, at=at), at=at)
    inside = {content for path, content in bags.members(content).items() if path.startswith("data/exhibits/")}
    assert inside == {content for _name, content in FILES}
    for each in bags.data(content, "reports.json")[0]["exhibits"]:
        assert each["sha256"] == each["sha256_in_package"]
        assert each["path"].endswith(KINDS[each["type"]].ending)


def test_officers_words_name_nobody_who_is_not_to_be_named(db, at, officer, monkeypatch):
    report = sent(at, identity="confidential", shares=True)
    crime = {
        **making.CRIME,
        "probable": making.Answer(question="probable", answer="yes", reason="Mr Quillfeather says"),
    }
    monkeypatch.setattr(making, "CRIME", crime)
    making.walk(report, to="assigned", by=officer, at=at)
    content = bags.content_of(bags.built(report, at=at), at=at)
    assert bags.data(content, "assessment.json")["reasons"]["probable"].startswith("Mr [removed")
    assert bags.found(content, PERSONAL) == []


def test_each_person_of_a_case_is_hidden_or_named_for_themselves(db, at, officer, submit):
    lead = making.walk(sent(at, identity="anonymous", shares=False), to="assigned", by=officer, at=at)
    other = submit(name="Orla Tamblyn", identity="named", shares_with_force=True, postcode="", minutes=1)
    merging.merge(report_id=other.id, into_case_id=lead.case_id, by=officer, at=at, reason="same")
    content = bags.content_of(bags.built(lead, at=at), at=at)
    assert bags.found(content, PERSONAL) == []
    first, second = bags.data(content, "victim.json")
    assert (first["safe_contact"], second["safe_contact"]["name"]) == (None, "Orla Tamblyn")
    assert packaging.latest_to_share(case=lead.case) is not None
