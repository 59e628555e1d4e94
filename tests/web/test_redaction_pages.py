"""The pages on which officers black out and leave out, without script."""

import io
import re

import pytest
from PIL import Image

from hatehub.audit.models import Entry
from hatehub.reference.models import Material
from referrals.models import Redaction
from referrals.rules.redaction import BLACKED
from referrals.services import redacting
from reports.models import Evidence, Report
from reports.services import quarantine
from tests.making import reports as making
from triage.services import diverting, merging

pytest_plugins = ["tests.making.http"]
STORY = "My neighbour Wilfreda saw it.\r\nWilfreda lives next door."


@pytest.fixture
def client(staff):
    return staff("officer")


@pytest.fixture
def report(submit):
    return submit(files=[making.picture(), b"They wrote to Wilfreda."], narrative=STORY, words="Those people.")


@pytest.fixture
def picture(report):
    return report.evidence.order_by("id").first()


def boxes(*rows, **more):
    sent = {"box-TOTAL_FORMS": str(len(rows)), "box-INITIAL_FORMS": "0"}
    for number, (left, top, width, height, why) in enumerate(rows):
        sides = {"left": left, "top": top, "width": width, "height": height, "why": why}
        sent |= {f"box-{number}-{name}": str(value) for name, value in sides.items()}
    return {**sent, "note-words": "", "note-replaces": "", **more}


def hidden_in(answer):
    page = answer.content.decode()
    tags = re.findall(r"<input[^>]*type=\"hidden\"[^>]*>", page.partition("<template")[0])
    named = ((re.search(r'name="([^"]+)"', tag), re.search(r'value="([^"]*)"', tag)) for tag in tags)
    return {name.group(1): value.group(1) if value else "" for name, value in named if name}


def whys(answer):
    chosen = re.findall(r'<select name="(span-\d+-why)".*?value="(\w+)"\s+selected', answer.content.decode(), re.S)
    return dict(chosen)


def carried(answer):
    """Return what the form of a text would send as it stands."""
    page = answer.content.decode()
    sent = {name: value for name, value in hidden_in(answer).items() if "token" not in name}
    rows = int(sent.get("span-TOTAL_FORMS", 0))
    for number in range(rows):
        found = re.search(rf'name="span-{number}-why".*?value="(\w+)"\s+selected', page, re.S)
        sent[f"span-{number}-why"] = found.group(1)
    return {**sent, "note-words": ""}


def path(report, part="narrative", more=""):
    return f"/hub/reports/{report.id}/redact/{part}/{more}"


def test_list_names_every_part_and_what_is_decided(client, report, picture):
    listed = client.get(f"/hub/cases/{report.case.reference}/redactions/").content.decode()
    for title in ("What the person told", "The words of post 1", picture.exhibit):
        assert title in listed
    assert "Nothing of this case is blacked out" in listed
    client.post(f"/hub/exhibits/{picture.id}/redact/", boxes((1, 1, 5, 5, "child"), do="keep"))
    listed = client.get(f"/hub/cases/{report.case.reference}/redactions/").content.decode()
    assert "1 part blacked out (a child)" in listed
    assert f"In its place goes {Redaction.objects.get().copy.exhibit}" in listed
    assert "1 part of this case is blacked out" in listed


def test_list_is_reached_from_the_package_tab(client, report):
    page = client.get(f"/hub/cases/{report.case.reference}/tab/package/").content.decode()
    assert f"/hub/cases/{report.case.reference}/redactions/" in page


def test_picture_is_covered_measured_and_not_fetched(client, report, picture):
    page = client.get(f"/hub/exhibits/{picture.id}/redact/").content.decode()
    assert "40 pixels wide and 30 high" in page
    before, _veil, after = page.partition('<details class="hub-reveal"')
    assert "<img" not in before
    assert f'src="/hub/exhibits/{picture.id}/redact/view/" alt' in after
    assert not Entry.objects.filter(verb="viewed").exists()


def test_box_is_added_without_script_previewed_and_kept(client, report, picture):
    address = f"/hub/exhibits/{picture.id}/redact/"
    page = client.post(address, boxes(do="add")).content.decode()
    assert 'name="box-0-left"' in page
    page = client.post(address, boxes((2, 3, 10, 8, "child"), do="preview")).content.decode()
    preview = re.search(r'src="([^"]+view/\?box=[^"]+)"', page).group(1)
    assert not Redaction.objects.exists()
    seen = Image.open(io.BytesIO(client.get(preview).content))
    assert (seen.getpixel((2, 3)), seen.getpixel((1, 3))) == ((0, 0, 0), (0, 0, 128))
    viewed = Entry.objects.get(verb="viewed")
    assert viewed.details == {"exhibit": picture.exhibit}
    answer = client.post(address, boxes((2, 3, 10, 8, "child"), do="keep"))
    assert answer.headers["Location"].endswith("/redactions/")
    assert redacting.copies_for(reports=[report])[picture.id].content_type == "image/png"


def test_boxes_kept_stand_in_the_fields_again_and_can_be_removed(client, report, picture):
    address = f"/hub/exhibits/{picture.id}/redact/"
    client.post(address, boxes((2, 3, 10, 8, "child"), (20, 20, 4, 4, "third_party"), do="keep"))
    answer = client.get(address)
    page = answer.content.decode()
    assert re.search(r'name="box-0-left" value="2"', page)
    replaces = str(Redaction.objects.get().id)
    sent = boxes((2, 3, 10, 8, "child"), (20, 20, 4, 4, "third_party"), do="keep")
    client.post(address, {**sent, "note-replaces": replaces, "box-0-DELETE": "on"})
    assert Redaction.objects.get(replaced_at=None).reasons == ["third_party"]
    assert "2 parts blacked out" in client.get(address).content.decode()


@pytest.mark.parametrize(
    ("rows", "more", "said"),
    [
        ([], {}, "Choose at least one part"),
        ([(900, 900, 5, 5, "child")], {}, "Choose at least one part"),
        ([(1, 1, 5, 5, "other")], {}, "needs words that say which"),
        ([(1, 1, "", 5, "child")], {}, "Give all four numbers"),
        ([(-1, 1, 4, 5, "child")], {}, "greater than or equal to 0"),
    ],
)
def test_what_is_missing_is_said_and_nothing_is_kept(rows, more, said, client, report, picture):
    answer = client.post(f"/hub/exhibits/{picture.id}/redact/", boxes(*rows, do="keep", **more))
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert not Redaction.objects.exists()
    assert not Evidence.objects.filter(origin="redacted").exists()


def test_colleague_who_was_faster_is_said_and_what_was_chosen_stays(client, report, picture):
    address = f"/hub/exhibits/{picture.id}/redact/"
    client.post(address, boxes((2, 3, 10, 8, "child"), do="keep"))
    answer = client.post(address, boxes((7, 7, 5, 5, "child"), do="keep"))
    assert answer.status_code == 409
    assert 'name="box-0-left" value="7"' in answer.content.decode()
    first = Redaction.objects.get()
    assert f'name="note-replaces" value="{first.id}"' in answer.content.decode()


def test_words_are_found_previewed_and_kept_without_script(client, report):
    page = client.get(path(report))
    asked = {**carried(page), "do": "find", "find-words": "wilfreda", "find-place": "", "find-why": "third_party"}
    found = client.post(path(report), asked)
    assert "2 passages were added" in found.content.decode()
    assert found.content.decode().count("<mark>Wilfreda</mark>") == 2
    preview = client.post(path(report), {**carried(found), "do": "preview"})
    assert f"My neighbour {BLACKED} saw it.\n{BLACKED} lives next door." in preview.content.decode()
    assert not Redaction.objects.exists()
    kept = client.post(path(report), {**carried(found), "do": "keep"})
    assert kept.headers["Location"].endswith("/redactions/")
    row = Redaction.objects.get()
    assert (row.part, row.marks, row.reasons) == ("narrative", 2, ["third_party"])
    again = client.get(path(report)).content.decode()
    assert again.count("<mark>Wilfreda</mark>") == 2


def test_only_the_second_time_is_blacked_out(client, report):
    page = client.get(path(report))
    asked = {**carried(page), "do": "find", "find-words": "Wilfreda", "find-place": "2", "find-why": "child"}
    found = client.post(path(report), asked)
    client.post(path(report), {**carried(found), "do": "keep"})
    found = Report.objects.prefetch_related("contents").get(id=report.id)
    [left] = redacting.texts_for(reports=[found]).values()
    assert left == f"My neighbour Wilfreda saw it.\n{BLACKED} lives next door."


@pytest.mark.parametrize(("words", "place"), [("Nobody", ""), ("Wilfreda", "3"), ("", ""), ("Wilfreda", "0")])
def test_words_that_do_not_stand_there_are_said(words, place, client, report):
    page = client.get(path(report))
    asked = {**carried(page), "do": "find", "find-words": words, "find-place": place, "find-why": "child"}
    answer = client.post(path(report), asked)
    assert answer.status_code == 422
    assert "govuk-error-summary" in answer.content.decode()


def test_passages_chosen_on_another_text_are_refused(client, report):
    page = client.get(path(report))
    sent = {**carried(page), "span-TOTAL_FORMS": "1", "span-0-start": "0", "span-0-end": "2", "span-0-why": "child"}
    answer = client.post(path(report), {**sent, "digest": "0" * 64, "do": "keep"})
    assert answer.status_code == 422
    assert "not the one on which you chose" in answer.content.decode()


def test_text_file_has_its_page_and_reading_it_is_recorded(client, report):
    item = report.evidence.order_by("id").last()
    answer = client.get(f"/hub/exhibits/{item.id}/redact/")
    assert answer.headers["Location"] == path(report, f"exhibit:{item.id}")
    assert "They wrote to Wilfreda." in client.get(answer.headers["Location"]).content.decode()
    assert Entry.objects.get(verb="viewed").details == {"exhibit": item.exhibit}
    client.get(path(report))
    assert Entry.objects.filter(verb="read", details={"what": "narrative"}).exists()


def test_exhibit_is_left_out_and_taken_back_with_reasons(client, report, picture):
    address = f"/hub/exhibits/{picture.id}/leave-out/"
    assert client.post(address, {"why": "privileged", "words": ""}).status_code == 422
    client.post(address, {"why": "privileged", "words": "A letter.", "replaces": ""})
    assert redacting.left_out_for(reports=[report]) == {picture.id}
    back = path(report, f"exhibit:{picture.id}", "take-back/")
    page = client.get(back)
    assert "Left out (legally privileged)" in page.content.decode()
    assert client.post(back, {**hidden_in(page), "words": " "}).status_code == 422
    assert client.post(back, {"words": "They agreed.", "replaces": ""}).status_code == 409
    client.post(back, {"words": "They agreed.", "replaces": hidden_in(page)["replaces"]})
    assert redacting.left_out_for(reports=[report]) == set()
    assert client.post(back, {"words": "Again.", "replaces": ""}).status_code == 302
    assert Redaction.objects.count() == 2


def test_diverted_quarantined_and_unknown_are_refused_with_the_reason(client, submit, officer, hub, at):
    report = submit(files=[making.picture(), making.picture(colour="red")])
    diverted, quarantined = report.evidence.order_by("id")
    diverting.divert_exhibit(evidence_id=diverted.id, material=Material.CHILD_SEXUAL_ABUSE, by=officer, at=at)
    quarantine.put(evidence_id=quarantined.id, why=quarantine.Why.MALWARE, by=hub, at=at)
    for item, status in ((diverted, 410), (quarantined, 409)):
        for more in ("redact/", "redact/view/", "leave-out/"):
            assert client.get(f"/hub/exhibits/{item.id}/{more}").status_code == status
    for address in ("/hub/exhibits/0/redact/", path(report, "suspect"), path(report, "x"), path(report, "post:0")):
        assert client.get(address).status_code == 404
    listed = client.get(f"/hub/cases/{report.case.reference}/redactions/").content.decode()
    assert f"/hub/exhibits/{diverted.id}/" not in listed


def test_what_cannot_be_drawn_is_offered_to_be_left_out(client, submit):
    frames = [Image.new("RGB", (30, 30), colour) for colour in ("red", "blue")]
    target = io.BytesIO()
    frames[0].save(target, "GIF", save_all=True, append_images=frames[1:])
    item = submit(files=[target.getvalue()]).evidence.get()
    answer = client.get(f"/hub/exhibits/{item.id}/redact/")
    assert answer.status_code == 422
    assert f"/hub/exhibits/{item.id}/leave-out/" in answer.content.decode()


@pytest.mark.parametrize(
    "asked", ["", "1", "1,2,3", "a,b,c,d", "1,2,3,4,5", "-1,2,3,4", "9999999,1,1,1", "\uff11,1,1,1"]
)
def test_box_in_an_address_that_is_none_is_nothing(asked, client, picture):
    answer = client.get(f"/hub/exhibits/{picture.id}/redact/view/", {"box": asked})
    assert answer.headers["Content-Type"] == "image/png"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert Image.open(io.BytesIO(answer.content)).getpixel((1, 1)) == (0, 0, 128)


def test_script_that_counts_wrongly_does_not_break_the_page(client, report, picture):
    for total in ("", "x", "-1", "99999999999"):
        sent = {**boxes(do="add"), "box-TOTAL_FORMS": total}
        assert client.post(f"/hub/exhibits/{picture.id}/redact/", sent).status_code in (200, 422)


def test_list_of_a_large_case_has_pages_and_costs_the_same(client, submit, officer, at, django_assert_max_num_queries):
    lead = submit(files=[making.picture()], narrative=STORY)
    for number in range(1, 12):
        member = submit(files=[making.picture(size=(40, 31 + number))], minutes=number)
        merging.merge(report_id=member.id, into_case_id=lead.case_id, by=officer, at=at, reason="same")
    address = f"/hub/cases/{lead.case.reference}/redactions/"
    client.get(address)
    with django_assert_max_num_queries(22):
        page = client.get(address).content.decode()
    assert page.count("<h2") >= 10
    assert "?page=2" in page
    assert "Report OHR" in client.get(f"{address}?page=2").content.decode()
