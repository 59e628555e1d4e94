"""What a look at a post may conclude: a wall, a fault or a front page is never called gone."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from referrals.rules.capture.failures import Failure
from referrals.rules.capture.markup import Page
from referrals.rules.capture.verdicts import Answered, ShownBy, Verdict, judge_answer, judge_page
from referrals.rules.takedowns.rechecks import SAYS_GONE, SECOND_LOOK, Look, Seen, is_believed, judge

AT = datetime(2026, 3, 2, tzinfo=UTC)
ON_X = "https://x.com/somebody/status/1700000000000000001"
VIDEO = "https://www.youtube.com/watch?v=dQw4w9WgXcQ"
BLOG = "https://blog.example.org/2026/03/a-story"


def looked(asked, *, final=None, status=200, page=None, kind="text/html", size=900):
    """Judge an answer as a capture does, and then as a re-check."""
    final = final or asked
    verdict = judge_answer(Answered(asked=asked, final=final, status=status, content_type=kind, size=size))
    if verdict is None:
        verdict = judge_page(page, asked=asked, words="Those people should all be sent away from here.")
    return judge(asked=asked, final=final, status=status, verdict=verdict, page=page)


def page(text, title="", **more):
    return Page(title=title, text=text, **more)


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        (404, ("gone", "not_found", True)),
        (410, ("gone", "removed", False)),
        (401, ("unknown", "login_wall", False)),
        (403, ("unknown", "blocked", False)),
        (429, ("unknown", "rate_limited", False)),
        (451, ("unknown", "geo_blocked", False)),
        (500, ("unknown", "server_error", False)),
        (503, ("unknown", "server_error", False)),
        (999, ("unknown", "blocked", False)),
        (418, ("unknown", "blocked", False)),
    ],
)
def test_of_statuses_only_not_found_and_gone_say_gone(status, expected):
    found = looked(BLOG, status=status)
    assert (found.seen, found.reason, found.needs_second) == expected


@pytest.mark.parametrize(
    ("asked", "text", "expected"),
    [
        (VIDEO, "This video has been removed for violating the rules on hate.", "gone"),
        (VIDEO, "This video is private.", "unknown"),
        (VIDEO, "Sign in to confirm you're not a bot", "unknown"),
        (ON_X, "This post was deleted by the post author.", "gone"),
        (ON_X, "Don't miss what's happening. People on X are the first to know.", "unknown"),
        (
            "https://www.facebook.com/permalink.php?story_fbid=1&id=2",
            "This content isn't available right now",
            "unknown",
        ),
        ("https://www.instagram.com/p/Cabcdefghij/", "Sorry, this page isn't available.", "unknown"),
        (BLOG, "This post has been removed. It is no longer available.", "unknown"),
        (BLOG, "", "unknown"),
        (BLOG, "A long story about something else altogether, which the weather had much to do with. " * 3, "unknown"),
        (BLOG, "He wrote: those people should all be sent away from here. And so on.", "up"),
    ],
)
def test_words_say_gone_only_on_the_posts_own_platform(asked, text, expected):
    assert looked(asked, page=page(text)).seen == expected


@pytest.mark.parametrize(
    ("final", "status"),
    [
        ("https://x.com/i/flow/login?redirect_after_login=%2F", 404),
        ("https://x.com/", 404),
        ("https://elsewhere.example/404", 404),
        ("https://accounts.google.com/signin", 410),
    ],
)
def test_what_a_wall_or_another_site_answers_says_nothing_of_the_post(final, status):
    assert looked(ON_X, final=final, status=status).seen == "unknown"


def test_a_post_that_moved_on_its_own_site_and_is_not_there_is_gone():
    assert looked("http://blog.example.org/a", final="http://blog.example.org/a/", status=404).seen == "gone"


def test_a_file_that_came_is_up():
    assert looked("https://blog.example.org/a.png", kind="image/png").seen == "up"


@pytest.mark.parametrize(
    "final", ["https://blog.example.org/removed.png", "https://elsewhere.example/a.png", "https://blog.example.org/"]
)
def test_a_file_from_another_address_may_be_a_placeholder(final):
    assert looked("https://blog.example.org/a.png", final=final, kind="image/png").seen == "unknown"


@given(
    failure=st.sampled_from(sorted(set(Failure) - SAYS_GONE)),
    status=st.one_of(st.none(), st.integers(100, 599)),
    text=st.text(max_size=200),
    asked=st.sampled_from([ON_X, VIDEO, BLOG]),
)
def test_no_other_failure_is_ever_gone(failure, status, text, asked):
    found = judge(asked=asked, final=asked, status=status, verdict=Verdict(failure=failure), page=page(text))
    assert found.seen == Seen.UNKNOWN


@given(shown_by=st.sampled_from(list(ShownBy)), status=st.integers(100, 599))
def test_what_is_shown_is_never_gone(shown_by, status):
    found = judge(asked=BLOG, final=BLOG, status=status, verdict=Verdict(shown_by=shown_by), page=None)
    assert found.seen in (Seen.UP, Seen.UNKNOWN)


@given(minutes=st.integers(0, 200))
def test_not_found_is_believed_when_it_was_so_an_hour_ago(minutes):
    look = Look(seen=Seen.GONE, reason="not_found", needs_second=True)
    first = AT - timedelta(minutes=minutes)
    assert is_believed(look, was_gone=False, first_gone_at=first, at=AT) == (AT - first >= SECOND_LOOK)
    assert not is_believed(look, was_gone=False, first_gone_at=None, at=AT)
    assert is_believed(look, was_gone=True, first_gone_at=None, at=AT)
