import html
from datetime import timedelta

import pytest
from django.utils import timezone

from tests.making import reports as making
from tests.making.reports import picture
from triage.models import DuplicateMatch
from triage.services import duplicates, linking
from triage.web import reasons

pytest_plugins = ["tests.making.http"]
WORDS = "[Invented] Nobody from over there should be allowed to teach our children."
Kind = DuplicateMatch.Kind
PLATFORMS = {"x": "X"}


@pytest.fixture
def client(staff):
    return staff("officer")


def send(number, **answers):
    at = timezone.now() - timedelta(days=1) + timedelta(minutes=number)
    return making.submit(at=at, **{"url": f"https://x.com/who{number}/status/17{number:017}", **answers})


def tab(client, report):
    return client.get(f"/hub/cases/{report.case.reference}/tab/duplicates/")


def reasons_of(client, report):
    return {row["other"].id: row["reasons"] for row in tab(client, report).context["tab"]["candidates"]}


# The wording of reasons ----------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("kind", "facts", "score", "text"),
    [
        (Kind.SAME_POST, {"platform": "x"}, None, "Same post on X"),
        (Kind.SAME_POST, {}, None, "Same web page"),
        (Kind.SAME_FILE, {}, None, "Same file"),
        (
            Kind.SAME_WORDS,
            {"alike": 0.975, "words_added": 2, "source": "post"},
            0.9,
            "97 % the same words in the post, 2 words added",
        ),
        (
            Kind.SAME_WORDS,
            {"alike": 0.9999, "words_removed": 1, "changed": 1, "source": "told"},
            0.9,
            "99 % the same words in what was told, 1 word left out, 1 word changed",
        ),
        (Kind.SAME_WORDS, {"alike": 1.0, "source": "picture"}, 1.0, "The same words in a picture"),
        (Kind.SAME_PICTURE, {"how": ["cropped", "darker", "unheard-of"]}, 0.9, "Same picture, cropped, darker"),
        (Kind.SAME_PICTURE, {}, 0.9, "Same picture"),
        (Kind.SAME_SENDER, {"by": "telephone"}, None, "Sent with the same telephone number"),
        (Kind.SAME_SENDER, {"by": "email"}, None, "Sent with the same e-mail address"),
        (Kind.SAME_TEMPLATE, {}, 0.9, "Same sentence, another target"),
    ],
)
def test_reason_is_told_in_words(kind, facts, score, text):
    assert reasons.reason_of(DuplicateMatch(kind=kind, facts=facts, score=score), platforms=PLATFORMS) == text


def test_every_kind_of_reason_has_words():
    assert set(reasons.KINDS) == set(Kind.values)
    for kind in Kind.values:
        assert reasons.reason_of(DuplicateMatch(kind=kind, facts={}, score=0.9), platforms={})


def test_likeness_never_claims_more_than_there_is():
    assert [reasons.percent(score) for score in (None, 0.999, 1.0)] == [None, 99, 100]


# The tab -------------------------------------------------------------------------------------------
def test_candidates_come_with_their_reasons_the_certain_first(client, db):
    report = send(1, words=WORDS)
    alike = send(2, words=f"{WORDS} Share it.")
    post = send(3, url="https://mobile.twitter.com/who1/status/17" + f"{1:017}")
    making.work_off()
    found = reasons_of(client, report)
    assert list(found) == [post.id, alike.id]
    assert found[post.id] == ["Same post on X (formerly Twitter)"]
    assert found[alike.id][0] == "The same words in the post, 2 words added"
    assert WORDS not in tab(client, report).content.decode()


def test_both_sides_see_each_other_and_lead_to_one_comparison(client, db):
    first, second = send(1), send(2, url="https://x.com/who1/status/17" + f"{1:017}")
    making.work_off()
    match = DuplicateMatch.objects.get()
    [earlier] = tab(client, first).context["tab"]["candidates"]
    [later] = tab(client, second).context["tab"]["candidates"]
    assert earlier["href"] == f"/hub/matches/{match.id}/?from=other"
    assert later["href"] == f"/hub/matches/{match.id}/"


def test_same_person_and_same_file_are_offered(client, db):
    report = send(1, email="a@example.org", files=[picture()])
    person = send(2, url="", email="A@example.org", narrative="Something else that came by post.")
    file = send(3, files=[picture()], narrative="And this has nothing to do with it at all.")
    making.work_off()
    found = reasons_of(client, report)
    assert "Sent with the same e-mail address" in found[person.id]
    assert "Same file" in found[file.id]


def test_nothing_found_is_said_kindly(client, db):
    report = send(1)
    making.work_off()
    assert "Nobody else has reported" in tab(client, report).content.decode()


def test_what_was_told_apart_is_remembered_and_not_offered_again(client, db, officer, hub):
    first, second = send(1), send(2, url="https://x.com/who1/status/17" + f"{1:017}")
    making.work_off()
    duplicates.refuse(match_id=DuplicateMatch.objects.get().id, by=officer, at=timezone.now())
    duplicates.find(report_id=first.id, by=hub, at=timezone.now())
    found = tab(client, first).context["tab"]
    assert found["candidates"] == []
    assert [row["other"].id for row in found["told_apart"]] == [second.id]
    assert "not a duplicate" in html.unescape(tab(client, first).content.decode())


def test_link_shows_its_own_reason_on_both_cases(client, db, officer):
    first, second = send(1), send(2, words="Something else.")
    reason = "The same group of accounts."
    linking.link(case_id=first.case_id, other_id=second.case_id, by=officer, at=timezone.now(), reason=reason)
    for own, other in ((first, second), (second, first)):
        [row] = tab(client, own).context["tab"]["linked"]
        assert (row["reference"], row["reason"]) == (other.case.reference, reason)
        assert "compared" not in row


def test_accounts_and_surges_that_a_case_is_part_of_are_named(client, db):
    url = "https://x.com/loud_account/status/1700000000000000077"
    reports = [send(number, url=url) for number in range(5)]
    other = send(9, url="https://x.com/loud_account/status/1700000000000000099")
    making.work_off()
    found = tab(client, reports[0]).context["tab"]
    assert [wave["text"] for wave in found["waves"]] == ["5 reports: same post", "6 reports: same account"]
    [shared] = tab(client, other).context["tab"]["shared"]
    assert shared["text"] == "Same account: 5 other reports"
