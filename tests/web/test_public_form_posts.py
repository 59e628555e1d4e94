"""Several posts and accounts in one report: recognised at once, shown back in words."""

import pytest
from django.core.cache import cache
from django.test import Client

from reports.models import Draft, Report
from reports.services import drafts, personal

pytest_plugins = ["tests.making.http", "tests.making.committing"]
ONE = "https://x.com/somebody/status/1700000000000000001"
SAME = "https://mobile.twitter.com/somebody/status/1700000000000000001?s=46"
TWO = "https://www.youtube.com/watch?v=dQw4w9WgXcQ"
ACCOUNT = "https://www.instagram.com/some.account/"


def paste(person, text, **more):
    return person.post("/report/links/", {"pasted": text}, **more)


def the_answers():
    return drafts.read_answers(draft=Draft.objects.get())


def the_posts():
    return the_answers()["posts"]["posts"]


def test_whole_message_with_links_is_taken_apart_and_kept(person):
    assert paste(person, f"Look at this: {ONE}, and {TWO}!").headers["Location"] == "/report/posts/"
    page = person.get("/report/posts/").content.decode()
    assert "You have given 2 links" in page
    assert "Post on X (formerly Twitter) by @somebody" in page
    assert "1700000000000000001" in page
    person.post("/report/check/")
    report = Report.objects.get()
    assert [content.url for content in report.contents.order_by("position")] == [ONE, TWO]
    assert personal.read_details(report=report)["pasted"].startswith("Look at this")


def test_account_is_shown_as_an_account(person):
    paste(person, ACCOUNT)
    assert "Account @some.account on Instagram" in person.get("/report/posts/").content.decode()


def test_two_links_to_one_post_are_one(person):
    paste(person, ONE)
    paste(person, SAME)
    assert [post["url"] for post in the_posts()] == [ONE]


def test_links_are_added_to_those_before_and_taken_away_one_by_one(person):
    paste(person, ONE)
    paste(person, TWO)
    assert [post["url"] for post in the_posts()] == [ONE, TWO]
    person.post("/report/posts/", {"remove": ONE})
    person.post("/report/posts/", {"remove": "https://example.org/never-given"})
    assert [post["url"] for post in the_posts()] == [TWO]
    person.post("/report/posts/", {"remove": TWO})
    assert person.get("/report/posts/").headers["Location"] == "/report/links/"
    assert paste(person, "").headers["Location"] == "/report/no-link/"


def test_more_links_than_a_report_holds_are_refused_and_kept_on_the_page(person):
    paste(person, "\n".join(f"https://x.com/a/status/{n}" for n in range(1, 21)))
    page = paste(person, ONE)
    assert page.status_code == 422
    assert ONE in page.content.decode()
    assert len(the_posts()) == 20


def test_what_is_said_of_a_post_goes_with_it(person):
    paste(person, f"{ONE} {TWO}")
    said = {"words": "their words", "display_name": "Some Body", "visibility": "everyone", "still_up": "yes"}
    assert person.post("/report/posts/2/", said).headers["Location"] == "/report/posts/"
    assert b"their words" in person.get("/report/posts/").content
    assert b"Some Body" in person.get("/report/posts/2/").content
    person.post("/report/posts/", {"remove": ONE})
    person.post("/report/check/")
    content = Report.objects.get().contents.get()
    assert (content.url, personal.read_words(content=content)) == (TWO, "their words")
    assert personal.read_post_details(content=content) == {
        "display_name": "Some Body",
        "visibility": "everyone",
        "still_up": "yes",
    }


def test_what_cannot_be_used_of_a_post_is_refused_and_kept_on_the_page(person):
    paste(person, ONE)
    page = person.post("/report/posts/1/", {"words": "kept", "visibility": "nobody", "posted": "p" * 101})
    assert page.status_code == 422
    assert b"kept" in page.content


@pytest.mark.parametrize("number", [0, 2, 999])
def test_post_that_is_not_there(person, number):
    assert person.get(f"/report/posts/{number}/").headers["Location"] == "/report/links/"
    paste(person, ONE)
    assert person.get(f"/report/posts/{number}/").status_code == 404


def test_posts_cannot_be_changed_once_the_report_is_sent(person):
    paste(person, ONE)
    person.post("/report/check/")
    assert paste(person, TWO).headers["Location"] == "/report/sent/"
    assert person.post("/report/posts/", {"remove": ONE}).status_code == 302
    assert person.post("/report/posts/1/", {"words": "late"}).status_code == 302
    assert Report.objects.get().contents.get().url == ONE


def test_link_that_carries_markup_is_shown_as_text(person):
    paste(person, "https://example.org/<script>alert(1)</script>")
    person.post("/report/links/", {"pasted": "https://example.org/%3Cb%3Ex"})
    assert b"<script>alert" not in person.get("/report/posts/").content


def test_link_of_the_short_way_goes_with_the_long_form(person):
    person.post("/report/link/", {"url": ONE})
    person.post("/report/story/", {"narrative": "There is more to tell."})
    assert ONE in person.get("/report/check/").content.decode()
    paste(person, TWO)
    assert [post["url"] for post in the_posts()] == [ONE, TWO]
    person.post("/report/posts/", {"remove": ONE})
    person.post("/report/check/")
    assert Report.objects.get().contents.get().url == TWO


def test_what_is_said_of_a_post_stays_with_it_when_another_tab_takes_one_away(person):
    paste(person, f"{ONE} {TWO}")
    assert f'name="url" value="{TWO}"' in person.get("/report/posts/2/").content.decode()
    person.post("/report/posts/", {"remove": ONE})
    person.post("/report/posts/2/", {"url": TWO, "words": "of the second"})
    assert the_posts() == [{"url": TWO, "words": "of the second"}]
    assert person.post("/report/posts/1/", {"url": ONE, "words": "of the first"}).status_code == 404
    assert the_posts() == [{"url": TWO, "words": "of the second"}]


def test_message_that_is_pasted_twice_is_kept_once_and_all_of_them_have_a_limit(person):
    for _ in range(2):
        paste(person, f"Look at this: {ONE}")
    assert the_answers()["links"]["pasted"] == f"Look at this: {ONE}"
    long = [f"{number} {ONE} {'x' * 19_000}" for number in range(6)]
    assert [paste(person, text).status_code for text in long] == [302] * 5 + [422]
    assert len(the_answers()["links"]["pasted"]) < 100_000


def test_two_tabs_that_add_links_at_the_same_moment_lose_none(together, at):
    cache.clear()
    tab = Client()
    paste(tab, ONE)
    other = Client()
    other.cookies = tab.cookies
    more = [f"https://x.com/a/status/{number}" for number in range(8)]
    together(*(lambda link=link, who=who: paste(who, link) for link, who in zip(more, [tab, other] * 4, strict=True)))
    assert {post["url"] for post in the_posts()} == {ONE, *more}
