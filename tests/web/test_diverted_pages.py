import pytest

from hatehub.audit.models import Entry
from hatehub.reference.models import Material
from reports.models import Evidence
from tests.making import reports as making
from triage.models import Diversion, DuplicateMatch
from triage.services import diverting

pytest_plugins = ["tests.making.http"]
WORDS = "Those people must burn."
CHILD = {"material": "child_sexual_abuse"}


@pytest.fixture
def client(staff):
    return staff("officer")


@pytest.fixture
def report(submit):
    return submit(files=[making.picture()], words=WORDS)


def text_of(answer):
    return answer.content.decode()


def exhibit(report):
    return f"/hub/exhibits/{report.evidence.first().id}/"


def overview(report):
    return f"/hub/cases/{report.case.reference}/"


def test_exhibit_is_diverted_from_its_own_page_without_being_opened(client, report):
    look = text_of(client.get(f"{exhibit(report)}look/"))
    assert f'href="{exhibit(report)}divert/"' in look
    assert look.index("divert/") < look.index("<img")
    assert not Entry.objects.filter(verb="viewed").exists()
    answer = client.post(f"{exhibit(report)}divert/", CHILD)
    row = Diversion.objects.get()
    assert answer.headers["Location"] == f"/hub/diverted/{row.id}/"


@pytest.mark.parametrize("view", ["", "look/"])
def test_diverted_picture_is_not_given_by_any_address_and_the_page_says_why(client, staff, report, view):
    client.post(f"{exhibit(report)}divert/", CHILD)
    for each in (client, staff("supervisor")):
        answer = each.get(exhibit(report) + view)
        assert (answer.status_code, answer["Content-Type"]) == (410, "text/html; charset=utf-8")
        assert "Internet Watch Foundation" in text_of(answer)
        assert "child sexual abuse material" in text_of(answer)
        assert b"PNG" not in answer.content


def test_diverted_words_are_not_given(client, submit):
    report = submit(files=[b"Words of a manual."])
    client.post(f"{exhibit(report)}divert/", {"material": "terrorist"})
    answer = client.get(f"{exhibit(report)}words/")
    assert answer.status_code == 410
    assert "manual" not in text_of(answer)


def test_overview_draws_neither_name_nor_link_nor_words(client, report):
    page = text_of(client.get(overview(report)))
    assert "shot-0" in page
    assert WORDS in page
    client.post(f"{exhibit(report)}divert/", CHILD)
    client.post(f"/hub/posts/{report.contents.get().id}/divert/", {"material": "terrorist"})
    page = text_of(client.get(overview(report)))
    for gone in ("shot-0", WORDS, f'{exhibit(report)}look/"', "https://x.com/somebody/status"):
        assert gone not in page
    assert page.count("Diverted and not shown") == 2
    assert "Counter Terrorism Internet Referral Unit" in page


def test_queue_and_comparison_do_not_draw_them(client, submit, officer, at):
    first = submit(words=WORDS, narrative="", files=[making.picture()])
    submit(words=WORDS, narrative="", files=[making.picture()], minutes=1)
    making.work_off()
    match = DuplicateMatch.objects.filter(kind="same_file").first() or DuplicateMatch.objects.first()
    compare = f"/hub/matches/{match.id}/"
    assert "burn" in text_of(client.get(compare))
    assert "burn" in text_of(client.get("/hub/queues/"))
    post = first.contents.get()
    diverting.divert_post(content_id=post.id, material=Material.TERRORIST, by=officer, at=at)
    diverting.divert_exhibit(evidence_id=first.evidence.get().id, material=Material.TERRORIST, by=officer, at=at)
    for address in (compare, "/hub/queues/"):
        page = text_of(client.get(address))
        assert "burn" not in page
        assert "<img" not in page


def test_body_is_told_and_the_page_has_addresses_and_no_material(client, report):
    client.post(f"{exhibit(report)}divert/", CHILD)
    row = Diversion.objects.get()
    listed = text_of(client.get("/hub/diverted/"))
    assert f"/hub/diverted/{row.id}/" in listed
    page = text_of(client.get(f"/hub/diverted/{row.id}/"))
    for there in ("https://report.iwf.org.uk/", "https://x.com/somebody/status/1700000000000000001"):
        assert there in page
    for gone in (WORDS, "shot-0", row.thing.partition(":")[2], "They wrote that I should leave."):
        assert gone not in page
    assert client.post(f"/hub/diverted/{row.id}/told/", {"reference": "IWF-7"}).status_code == 302
    row.refresh_from_db()
    assert row.body_reference == "IWF-7"
    again = text_of(client.post(f"/hub/diverted/{row.id}/told/", {"reference": "IWF-8"}, follow=True))
    assert "had been told already" in again
    assert "Every body knows" in text_of(client.get("/hub/diverted/"))


def test_double_click_and_second_officer_divert_once(client, staff, report):
    for each in (client, client, staff("officer")):
        assert each.post(f"{exhibit(report)}divert/", CHILD).status_code == 302
    assert Diversion.objects.count() == 1
    assert "diverted already" in text_of(client.get(f"{exhibit(report)}divert/"))


def test_kind_must_be_chosen(client, report):
    answer = client.post(f"{exhibit(report)}divert/", {"material": "other"})
    assert answer.status_code == 422
    assert not Diversion.objects.exists()


def test_only_a_supervisor_lifts_a_mark_and_only_with_a_reason(client, staff, report):
    client.post(f"{exhibit(report)}divert/", CHILD)
    row, supervisor = Diversion.objects.get(), staff("supervisor")
    lift = f"/hub/diverted/{row.id}/lift/"
    assert "Lift the mark" not in text_of(client.get(f"/hub/diverted/{row.id}/"))
    assert client.post(lift, {"lift-reason": "Mine."}).status_code == 403
    assert supervisor.post(lift, {"lift-reason": ""}).status_code == 422
    assert Evidence.objects.get().diverted_as
    assert supervisor.post(lift, {"lift-reason": "A drawing of a tree."}).status_code == 302
    assert "lifted already" in text_of(supervisor.post(lift, {"lift-reason": "Again."}, follow=True))
    assert client.get(exhibit(report)).status_code == 200
    assert "A drawing of a tree." in text_of(client.get(f"/hub/diverted/{row.id}/"))


def test_package_that_holds_it_cannot_be_downloaded(client, report_at):
    report = report_at("packaged", files=[making.picture()])
    address = f"/hub/cases/{report.case.reference}/package/1"
    assert client.get(address).status_code == 200
    client.post(f"{exhibit(report)}divert/", CHILD)
    answer = client.get(address)
    assert (answer.status_code, answer["Content-Type"]) == (410, "text/html; charset=utf-8")
    assert "Not given out" in text_of(client.get(f"/hub/cases/{report.case.reference}/tab/package/"))


@pytest.mark.parametrize(
    "path", ["/hub/exhibits/0/divert/", "/hub/posts/0/divert/", "/hub/diverted/0/", "/hub/exhibits/0/look/"]
)
def test_what_is_not_there_is_not_found(client, db, path):
    assert client.get(path).status_code == 404


def test_look_leads_to_words_where_there_is_no_picture(client, submit):
    report = submit(files=[b"just text"])
    assert client.get(f"{exhibit(report)}look/").headers["Location"] == f"{exhibit(report)}words/"
