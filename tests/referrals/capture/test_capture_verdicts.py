"""Whether an answer shows the post; the pages are invented, in the manner of those that platforms send."""

from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from referrals.rules.capture.failures import MAY_PASS, MOST_ATTEMPTS, Failure, wait_before_retry
from referrals.rules.capture.markup import Page, read_page
from referrals.rules.capture.verdicts import Answered, ShownBy, judge_answer, judge_page, shows_words

LONG = "<p>" + "They talked about the weather and the harvest for a long while. " * 60 + "</p>"
X = "https://x.com/somebody/status/1700000000000000001"
FACEBOOK = "https://www.facebook.com/somebody/posts/1234567890"
BLOG = "https://blog.example.org/2026/03/a-story"


def answered(**more):
    given_ = {"asked": BLOG, "final": BLOG, "status": 200, "content_type": "text/html", "size": 5000, **more}
    return Answered(**given_)


@pytest.mark.parametrize(
    ("status", "failure"),
    [
        (401, "login_wall"),
        (403, "blocked"),
        (404, "not_found"),
        (410, "removed"),
        (429, "rate_limited"),
        (451, "geo_blocked"),
        (999, "blocked"),
        (500, "server_error"),
        (503, "server_error"),
        (418, "blocked"),
        (204, "broken_answer"),
        (206, "broken_answer"),
        (304, "broken_answer"),
    ],
)
def test_any_status_but_200_is_a_failure_of_its_own_name(status, failure):
    assert judge_answer(answered(status=status)).failure == failure


@given(st.integers(100, 999).filter(lambda status: status != 200))
def test_no_other_status_is_ever_a_capture(status):
    verdict = judge_answer(answered(status=status))
    assert verdict.failure is not None
    assert verdict.is_final


@pytest.mark.parametrize(
    ("asked", "final", "failure"),
    [
        (X, "https://x.com/i/flow/login?redirect_after_login=%2Fsomebody", "login_wall"),
        (FACEBOOK, "https://www.facebook.com/login/?next=https%3A%2F%2Fwww.facebook.com", "login_wall"),
        ("https://www.instagram.com/p/Cabc123/", "https://www.instagram.com/accounts/login/?next=/p/", "login_wall"),
        ("https://www.linkedin.com/posts/a_b-1", "https://www.linkedin.com/authwall?trk=x", "login_wall"),
        ("https://www.youtube.com/watch?v=abcdefghijk", "https://consent.youtube.com/m?continue=x", "consent_wall"),
        ("https://www.google.com/maps/x", "https://www.google.com/sorry/index?continue=x", "challenge"),
        (BLOG, "https://blog.example.org/", "not_shown"),
        (BLOG, "https://blog.example.org/404.html", "not_found"),
        (X, "https://x.com/account/suspended", "removed"),
    ],
)
def test_a_link_that_leads_on_to_something_else_is_no_capture(asked, final, failure):
    assert judge_answer(answered(asked=asked, final=final)).failure == failure


def test_a_page_about_signing_in_that_was_itself_reported_is_read_like_any_other():
    link = "https://forum.example.org/login"
    assert judge_answer(answered(asked=link, final="https://forum.example.org/login/")) is None


@pytest.mark.parametrize("kind", ["application/json", "application/zip", "", "application/octet-stream"])
def test_what_is_neither_a_page_nor_a_picture_is_no_capture(kind):
    assert judge_answer(answered(content_type=kind)).failure == Failure.NOT_A_PAGE


def test_a_picture_or_a_film_behind_the_link_is_a_capture_of_the_file():
    assert judge_answer(answered(content_type="image/jpeg")).shown_by == ShownBy.FILE
    assert judge_answer(answered(content_type="image/jpeg", size=0)).failure == Failure.EMPTY


WALLS = [
    line.split(" | ", 2)
    for line in Path(__file__).with_name("walls.txt").read_text(encoding="utf-8").splitlines()
    if not line.startswith("#")
]


@pytest.mark.parametrize(("failure", "asked", "markup"), WALLS)
def test_a_wall_a_removal_or_a_shell_is_no_capture(failure, asked, markup):
    verdict = judge_page(read_page(markup.encode()), asked=asked)
    assert (verdict.failure, verdict.shown_by) == (failure, None)


def test_a_long_article_about_removals_is_a_page():
    markup = f"<title>What platforms do</title>{LONG}<p>The post was removed. You must log in to see it.</p>"
    assert judge_page(read_page(markup.encode()), asked=BLOG).shown_by == ShownBy.PAGE


def test_a_platform_that_is_often_walled_must_show_the_post_itself():
    page = read_page(f"<title>Somebody on X</title>{LONG}".encode())
    assert judge_page(page, asked=X).failure == Failure.NOT_SHOWN
    assert judge_page(page, asked=X, words="They talked about the weather and the harvest").shown_by == ShownBy.WORDS
    named = read_page(
        f"<title>Somebody on X</title><meta property=og:url content='{X}'>"
        f"<meta property=og:description content='words'>{LONG}".encode()
    )
    assert judge_page(named, asked=X).shown_by == ShownBy.ADDRESS
    other = read_page(
        f"<title>a</title><meta property=og:url content='https://x.com/a/status/17'>"
        f"<meta property=og:description content='words'>{LONG}".encode()
    )
    assert judge_page(other, asked=X).failure == Failure.NOT_SHOWN


def test_words_of_the_post_that_are_seen_settle_it_beside_a_prompt_to_sign_in():
    markup = (
        "<title>Log in</title><p>\u201cThose people should all be sent away from here!\u201d Log in to see more.</p>"
    )
    words = "Those people should ALL be sent away\nfrom here"
    assert judge_page(read_page(markup.encode()), asked=FACEBOOK, words=words).shown_by == ShownBy.WORDS


def test_a_word_or_two_prove_nothing():
    assert not shows_words("go home and have tea", "go home")
    assert shows_words("\u2026GO  HOME now, you", "go home now")
    assert not shows_words("", "go home now")


@given(st.binary(max_size=400))
def test_any_bytes_make_some_page_and_some_verdict(markup):
    verdict = judge_page(read_page(markup, content_type="text/html; charset=nonsense"), asked=X)
    assert (verdict.failure is None) != (verdict.shown_by is None)


def test_what_nobody_sees_is_not_read_as_words():
    page = read_page(b"<title>T</title><script>a removed</script><style>b</style><svg><text>c</text></svg><p>seen</p>")
    assert (page.title, page.text) == ("T", "seen")
    assert read_page(b"<script>never closed " + b"<script>" * 50_000) == Page()


@pytest.mark.parametrize("failure", list(Failure))
def test_only_what_can_pass_is_tried_again_and_not_for_ever(failure):
    waits = [wait_before_retry(failure, attempts=n, asked_to_wait=None) for n in range(1, MOST_ATTEMPTS + 1)]
    if failure not in MAY_PASS:
        assert waits == [None] * MOST_ATTEMPTS
    else:
        minutes = [wait and wait.total_seconds() / 60 for wait in waits]
        assert minutes == [1, 5, 25, None]


def test_a_site_that_asks_for_time_gets_it_within_reason():
    asked = timedelta(minutes=30)
    assert wait_before_retry(Failure.RATE_LIMITED, attempts=1, asked_to_wait=asked) == asked
    assert wait_before_retry(Failure.RATE_LIMITED, attempts=1, asked_to_wait=timedelta(seconds=1)) == timedelta(
        minutes=1
    )
    assert wait_before_retry(Failure.RATE_LIMITED, attempts=1, asked_to_wait=timedelta(days=2)) is None
