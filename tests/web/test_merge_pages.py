import html

import pytest

from reports.models import Report
from tests.making import reports as making
from triage.models import CaseLink, DuplicateMatch

pytest_plugins = ["tests.making.http"]
WORDS = "[Invented] Nobody from over there should be allowed to teach our children."
LIKE = "[Invented] N0body from over there sh\u043euld be all\u200bowed to te4ch our children share this"


@pytest.fixture
def client(staff):
    return staff("officer")


@pytest.fixture
def pair(submit):
    """Make two reports of one post; return the match, the later one as `report`."""

    def make(**later):
        submit(words=WORDS, kind="witness")
        submit(**{"words": WORDS, "kind": "witness", "minutes": 1, **later})
        making.work_off()
        return DuplicateMatch.objects.select_related("report__case", "other__case").order_by("kind").first()

    return make


@pytest.fixture
def match(pair):
    return pair()


def path_of(match, step=""):
    return f"/hub/matches/{match.id}/{step}"


def tab_of(report):
    return f"/hub/cases/{Report.objects.get(id=report.id).case.reference}/tab/duplicates/"


def walk(match, *, report, other, officer, at):
    making.walk(match.report, to=report, by=officer, at=at)
    making.walk(match.other, to=other, by=officer, at=at)


def text_of(page):
    return html.unescape(page.content.decode())


# Comparing -----------------------------------------------------------------------------------------
def test_comparison_gives_its_reasons_and_marks_what_differs(client, pair):
    match = pair(words=LIKE, kind="victim", strands=["disability"])
    page = client.get(path_of(match))
    text = text_of(page)
    assert page.context["heading"].startswith("Same post on X")
    assert "2 words added" in page.context["heading"]
    assert {row["label"] for row in page.context["facts"] if row["differs"]} == {"Reported as", "Strands"}
    assert page.context["texts"][0]["how"].startswith("differs in")
    assert 'class="hub-differs hub-differs--like"' in text
    assert "Dotted: only there." in text
    assert "<title>Compare" in text


def test_words_are_hidden_until_asked_for(client, match):
    text = text_of(client.get(path_of(match)))
    assert text.index('<details class="hub-reveal') < text.index(WORDS)
    assert "Dotted: only there." not in text


def test_erased_text_says_so(client, match, at):
    making.erase(match.report, at=at)
    page = text_of(client.get(path_of(match)))
    assert "This text has been erased." in page
    assert "cannot be compared any more" in page
    assert WORDS in page


@pytest.mark.parametrize(("way", "first"), [("", "report"), ("?from=other", "other")])
def test_officer_goes_back_to_the_case_they_came_from(client, match, way, first):
    here = getattr(match, first)
    assert f'{tab_of(here)}" class="govuk-back-link"' in text_of(client.get(path_of(match) + way))
    answer = client.post(path_of(match, "refuse/"), {"from": way.removeprefix("?from=")})
    assert answer.headers["Location"] == tab_of(here)


def test_what_was_said_can_be_taken_back_on_the_comparison(client, match):
    assert "An officer said" not in text_of(client.get(path_of(match)))
    client.post(path_of(match, "refuse/"))
    page = text_of(client.get(path_of(match)))
    assert "An officer said: not a duplicate." in page
    assert path_of(match, "again/") in page
    assert path_of(match, "merge/") not in page
    back = client.post(path_of(match, "again/"), {"from": "other"}, follow=True)
    assert "They are offered again." in text_of(back)
    assert path_of(match, "refuse/") in text_of(back)


def test_related_cases_are_linked_on_both_and_unlinked_again(client, match):
    answer = client.post(path_of(match, "relate/"), follow=True)
    assert path_of(match, "again/") in text_of(answer)
    for own, other in ((match.report, match.other), (match.other, match.report)):
        tab = client.get(tab_of(own))
        [linked] = tab.context["tab"]["linked"]
        assert (linked["reference"], linked["reason"]) == (
            other.case.reference,
            "An officer said that they are related",
        )
        assert tab.context["tab"]["told_apart"] == []
    client.post(path_of(match, "again/"))
    assert not CaseLink.objects.filter(undone_at__isnull=True).exists()


def test_stale_answer_changes_nothing_and_says_so(client, match):
    client.post(path_of(match, "merge/"), {"reason": "One post."})
    for step in ("refuse/", "relate/"):
        page = client.post(path_of(match, step), follow=True)
        assert "they have been merged meanwhile" in text_of(page)
    assert "offered again" not in text_of(client.post(path_of(match, "again/"), follow=True))
    match.refresh_from_db()
    assert match.state == "merged"
    assert Report.objects.get(id=match.report_id).state == "merged"
    page = text_of(client.get(path_of(match)))
    assert "Both are in one case" in page
    assert path_of(match, "refuse/") not in page


# Merging -------------------------------------------------------------------------------------------
def test_preview_says_what_changes_and_changes_nothing(client, pair):
    match = pair(email="a@example.org")
    page = client.get(path_of(match, "merge/"))
    facts = {row["key"]: row["value"] for row in page.context["preview"]["facts"]}
    assert facts["Changes case and state"] == "1 report"
    assert facts["Forces that hear of it"] == "None"
    assert page.context["form"]["reason"].value().startswith("Same post on X")
    assert f"Merge {match.report.reference} into {match.other.case.reference}" in text_of(page)
    assert Report.objects.get(id=match.report_id).state == "received"


def test_merge_goes_the_other_way_round_when_asked(client, match):
    page = client.get(path_of(match, "merge/?way=back&from=other"))
    assert f"Merge {match.other.reference} into {match.report.case.reference}" in text_of(page)
    assert page.context["other_way"] == "?way=&from=other"
    client.post(path_of(match, "merge/?way=back"), {"reason": "One post."})
    assert Report.objects.get(id=match.other_id).state == "merged"
    assert Report.objects.get(id=match.report_id).state == "received"


def test_merge_without_a_reason_is_refused(client, match):
    page = client.post(path_of(match, "merge/"), {"reason": "  "})
    assert page.status_code == 422
    assert "Give the reason." in text_of(page)
    too_long = client.post(path_of(match, "merge/"), {"reason": "Typed " * 1000})
    assert too_long.status_code == 422
    assert "Typed Typed" in text_of(too_long)


def test_merge_offers_an_undo_that_puts_the_report_back(client, match):
    page = client.post(path_of(match, "merge/"), {"reason": "One post."}, follow=True)
    undo = f"/hub/reports/{match.report_id}/unmerge/"
    assert f'action="{undo}"' in text_of(page)
    assert client.get(undo).status_code == 405
    page = client.post(undo, follow=True)
    assert "stands by itself again" in text_of(page)
    assert Report.objects.get(id=match.report_id).state == "received"


def test_merge_into_a_closed_case_is_refused_and_reopening_offered(client, match, officer, at):
    walk(match, report="received", other="closed", officer=officer, at=at)
    page = client.get(path_of(match, "merge/"))
    reopen = f"/hub/cases/{match.other.case.reference}/reopen/"
    text = text_of(page)
    assert text.count(page.context["help"]["text"]) == 1
    assert f'href="{reopen}"' in text
    assert "Why are these the same?" not in text
    assert client.post(path_of(match, "merge/"), {"reason": "One post."}).status_code == 422
    assert client.get(reopen).status_code == 200
    assert client.post(reopen, {"reason": ""}).status_code == 422
    assert "open again" in text_of(client.post(reopen, {"reason": "Another one."}, follow=True))
    assert Report.objects.get(id=match.other_id).state == "in_triage"
    assert client.post(reopen, {"reason": "Once more."}).status_code == 422
    assert client.post(path_of(match, "merge/"), {"reason": "One post."}).status_code == 302


def test_cases_that_are_both_with_forces_are_linked_instead(client, match, officer, at):
    walk(match, report="assigned", other="assigned", officer=officer, at=at)
    page = client.get(path_of(match, "merge/"))
    assert "Link the two cases" in text_of(page)
    assert page.context["help"]["href"] == path_of(match, "relate/")
    client.post(page.context["help"]["href"])
    assert CaseLink.objects.get().undone_at is None


# Refusals ------------------------------------------------------------------------------------------
STEPS = ("", "merge/", "refuse/", "relate/", "again/")


@pytest.mark.parametrize("role", ["force", "partner", "reference_admin"])
def test_others_are_refused_and_shown_nothing(staff, match, role):
    client = staff(role)
    answers = [client.get(path_of(match))]
    answers += [client.post(path_of(match, step), {"reason": "One post."}) for step in STEPS[1:]]
    answers.append(client.post(f"/hub/cases/{match.other.case.reference}/reopen/", {"reason": "So."}))
    for answer in answers:
        assert answer.status_code == 403
        assert match.report.reference.encode() not in answer.content
    match.refresh_from_db()
    assert match.state == "offered"


def test_posting_is_the_only_way_to_say_something(client, match):
    for step in ("refuse/", "relate/", "again/"):
        assert client.get(path_of(match, step)).status_code == 405
    assert client.post(path_of(match)).status_code == 405


def test_what_does_not_exist_is_not_found(client, db):
    assert client.get("/hub/matches/0/merge/").status_code == 404
    assert client.get("/hub/cases/OHC-0000-0000/reopen/").status_code == 404
    for step in STEPS[1:]:
        assert client.post(f"/hub/matches/0/{step}", {"reason": "x"}).status_code == 404
