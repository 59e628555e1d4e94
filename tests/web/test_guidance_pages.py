"""Guidance and the practice board on pages: written, reviewed, travelling, judged."""

from datetime import timedelta

import pytest
from django.utils import timezone

from intel.models import GuidanceFeedback, GuidanceGiven, GuidanceVersion
from intel.services import guidance_writing
from tests.making import guiding
from tests.making.guiding import AUTHOR, words

pytest_plugins = ["tests.making.http"]
TYPED = {
    "title": "Ask at once",
    "problem": "The data may go.",
    "body": "Ask first.\n\nThen write it down.",
    "platforms": ["x"],
    "problems": ["abroad"],
    "basis": "Of the test.",
}


def day(days=365):
    then = timezone.localdate() + timedelta(days=days)
    return {
        "look_again_by_day": then.day,
        "look_again_by_month": then.month,
        "look_again_by_year": then.year,
    }


def text_of(page):
    return page.content.decode()


def test_an_officer_writes_a_piece_and_a_supervisor_publishes_it(staff):
    officer, supervisor = staff("officer"), staff("supervisor")
    answer = officer.post("/hub/guidance/new/", {**TYPED, "code": "ask-at-once"}, follow=True)
    assert "Draft of version 1" in text_of(answer)
    assert "Review and publish" not in text_of(answer)
    assert officer.get("/hub/guidance/ask-at-once/review/").status_code == 403
    read = supervisor.get("/hub/guidance/ask-at-once/review/")
    assert "Then write it down." in text_of(read)
    answer = supervisor.post("/hub/guidance/ask-at-once/review/", {"edits": 1, **day()}, follow=True)
    assert "Published: version 1" in text_of(answer)
    row = GuidanceVersion.objects.get()
    assert (row.state, row.platforms, row.problems, row.basis) == ("published", ["x"], ["abroad"], "Of the test.")
    listed = text_of(officer.get("/hub/guidance/", {"platform": "x", "problem": "abroad"}))
    assert "Ask at once" in listed
    assert "Ask at once" not in text_of(officer.get("/hub/guidance/", {"platform": "vk"}))
    assert officer.get("/hub/guidance/", {"platform": "nonsense", "page": "x"}).status_code == 200


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"title": ""}, "Write a title."),
        ({"body": "x" * 1600}, "characters in a paragraph"),
        ({"code": "Not a code"}, "Use small letters, digits and single hyphens."),
        ({"code": "Upper"}, "Use small letters, digits and single hyphens"),
        ({"platforms": ["nonsense"]}, "nonsense"),
    ],
)
def test_bad_input_gets_a_sentence_and_nothing_typed_is_lost(staff, changed, said):
    page = staff("officer").post("/hub/guidance/new/", {**TYPED, "code": "ask-at-once", **changed})
    assert page.status_code == 422
    assert said in text_of(page)
    assert "Then write it down." in text_of(page) or "body" in changed
    assert not GuidanceVersion.objects.exists()


def test_a_draft_that_somebody_saved_meanwhile_is_not_written_over(staff):
    guidance_writing.begin(code="keep-it", words=words(), by=AUTHOR, at=timezone.now())
    client = staff("officer")
    assert 'name="edits" value="1"' in text_of(client.get("/hub/guidance/keep-it/edit/"))
    guidance_writing.edit(code="keep-it", words=words("Theirs"), expected_edits=1, by=AUTHOR, at=timezone.now())
    page = client.post("/hub/guidance/keep-it/edit/", {**TYPED, "edits": 1})
    assert page.status_code == 422
    assert "Somebody else has changed the draft" in text_of(page)
    assert "Then write it down." in text_of(page)
    assert client.post("/hub/guidance/keep-it/edit/", {**TYPED, "edits": 2}).status_code == 302


def test_a_supervisor_cannot_publish_what_they_wrote(staff):
    client = staff("supervisor")
    client.post("/hub/guidance/new/", {**TYPED, "code": "ask-at-once"})
    assert "another supervisor has to review it" in text_of(client.get("/hub/guidance/ask-at-once/"))
    page = client.post("/hub/guidance/ask-at-once/review/", {"edits": 1, **day()})
    assert page.status_code == 422
    assert "You wrote this draft" in text_of(page)


def test_a_date_that_cannot_be_is_refused_beside_its_field(staff):
    guidance_writing.begin(code="keep-it", words=words(), by=AUTHOR, at=timezone.now())
    client = staff("supervisor")
    for days in (-1, 900):
        page = client.post("/hub/guidance/keep-it/review/", {"edits": 1, **day(days)})
        assert page.status_code == 422
        assert "#id_look_again_by_day" in text_of(page)
    assert GuidanceVersion.objects.get().state == "draft"


def test_keeping_and_withdrawing(staff):
    guiding.published(at=timezone.now() - timedelta(days=366))
    client = staff("supervisor")
    assert "overdue" in text_of(client.get("/hub/guidance/keep-it/"))
    assert client.post("/hub/guidance/keep-it/review/", {"edits": 1, **day()}).status_code == 302
    assert "overdue" not in text_of(client.get("/hub/guidance/keep-it/"))
    assert client.post("/hub/guidance/keep-it/withdraw/", {"number": 1, "why": ""}).status_code == 422
    page = client.post("/hub/guidance/keep-it/withdraw/", {"number": 1, "why": "It is wrong."}, follow=True)
    assert "It is wrong." in text_of(page)
    for path in ("review", "withdraw"):
        assert client.get(f"/hub/guidance/keep-it/{path}/").status_code == 404


@pytest.mark.parametrize("path", ["", "edit/", "review/", "withdraw/"])
def test_a_piece_that_there_is_not_is_not_found(staff, path):
    assert staff("supervisor").get(f"/hub/guidance/no-such/{path}").status_code == 404


def test_the_tab_shows_what_would_go_and_what_went(staff, report_at, at):
    guiding.published(at=at, platforms=("x",))
    report = report_at("packaged")
    guiding.published("other", at=at, title="Another")
    page = text_of(staff("officer").get(f"/hub/cases/{report.case.reference}/tab/intelligence/"))
    assert "It went with version 1 of the package" in page
    assert "because the platform is X (formerly Twitter)" in page
    assert "With the next package would go:" in page
    assert "Another" in page


# The portal -------------------------------------------------------------------------------------------
def test_a_force_reads_guidance_and_says_what_helped(staff, report_at, at):
    guiding.published(at=at, title="Keep it first")
    report = report_at("with_force")
    client, reference = staff("force"), report.case.reference
    page = text_of(client.get(f"/force/cases/{reference}/"))
    assert "Keep it first" in page
    assert f"/force/guidance/said/?case={reference}" in page
    address = f"/force/guidance/said/?case={reference}"
    assert "Keep it first" in text_of(client.get(address))
    empty = client.post(address, {})
    assert empty.status_code == 422
    assert "Say of at least one piece" in text_of(empty)
    alone = client.post(address, {"text-keep-it": "What was typed."})
    assert alone.status_code == 422
    assert "What was typed." in text_of(alone)
    done = client.post(address, {"verdict-keep-it": "helped", "text-keep-it": "It was there."}, follow=True)
    assert "Thank you." in text_of(done)
    assert GuidanceFeedback.objects.get().verdict == "helped"
    assert "It was there." in text_of(client.get(address))
    piece = text_of(staff("officer").get("/hub/guidance/keep-it/"))
    assert "It was there." in piece
    assert "It helped: 1" in piece


def test_a_force_finds_what_is_published_and_no_draft(staff, at):
    guiding.published(at=at, title="Keep it first", platforms=("x",))
    guidance_writing.begin(code="draft", words=words("Not yet"), by=AUTHOR, at=at)
    client = staff("force")
    listed = text_of(client.get("/force/guidance/"))
    assert "Keep it first" in listed
    assert "Not yet" not in listed
    assert "Keep it first" not in text_of(client.get("/force/guidance/", {"platform": "vk"}))
    assert "Then that." in text_of(client.get("/force/guidance/piece/", {"code": "keep-it"}))
    assert client.get("/force/guidance/piece/", {"code": "draft"}).status_code == 404
    assert client.get("/force/guidance/piece/").status_code == 404
    assert client.get("/force/guidance/said/").status_code == 404
    assert client.post("/force/guidance/practice/").status_code == 405


# The board --------------------------------------------------------------------------------------------
@pytest.fixture
def counted(submit, at):
    version = guiding.published(at=at, title="Keep it first")
    for place in range(24):
        report = submit(minutes=place)
        if place % 2:
            GuidanceGiven.objects.create(case=report.case, version=version, place=1, at=at)
        guiding.ended(report, number=1 if place % 3 else 18, at=timezone.now())
    return version


@pytest.mark.parametrize(("role", "path"), [("officer", "/hub/practice/"), ("force", "/force/guidance/practice/")])
def test_the_board_says_on_how_many_cases_it_rests(staff, counted, role, path):
    page = text_of(staff(role).get(path))
    assert "It rests on 24 cases" in page
    assert "67 % (39 to 86)" in page
    assert 'class="hub-chart__plot"' in page
    assert "No difference from like cases without it can be told." in page
    assert staff(role).get(path, {"period": "nonsense"}).status_code == 200


def test_the_board_says_too_few_and_nothing(staff, submit, at):
    client = staff("officer")
    assert "No force has recorded an outcome in this time." in text_of(client.get("/hub/practice/"))
    version = guiding.published(at=at)
    report = submit()
    GuidanceGiven.objects.create(case=report.case, version=version, place=1, at=at)
    guiding.ended(report, number=1, at=timezone.now())
    page = text_of(client.get("/hub/practice/"))
    assert "too few to say" in page
    assert "100 %" not in page


def test_pages_take_as_many_statements_of_many_rows(staff, at, django_assert_max_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    guiding.published("a", at=at)
    client = staff("officer")
    client.get("/hub/guidance/")
    with CaptureQueriesContext(connection) as few:
        client.get("/hub/guidance/")
    for place in range(8):
        guiding.published(f"b{place}", at=at, strands=("race",))
    with django_assert_max_num_queries(len(few)):
        client.get("/hub/guidance/")
