"""The links in `post_links/`: a file for each platform, a paragraph for each post, a line for each way to write it."""

import csv
from itertools import combinations
from pathlib import Path

import pytest

from reports.rules.post_keys import PLATFORMS, recognise_post

FOLDER = Path(__file__).parent / "post_links"
ROOT = Path(__file__).parents[3]
NO_POST = FOLDER / "no_post.txt"


def read_posts():
    for path in sorted(FOLDER.glob("*.txt")):
        if path != NO_POST:
            for number, paragraph in enumerate(path.read_text("utf-8").strip().split("\n\n"), start=1):
                yield pytest.param(path.stem, paragraph.split("\n"), id=f"{path.stem}-{number}")


POSTS = list(read_posts())


@pytest.mark.parametrize(("platform", "links"), POSTS)
def test_every_way_of_writing_a_link_gives_the_one_key_of_its_platform(platform, links):
    keys = {recognise_post(link).key for link in links}
    assert len(keys) == 1
    assert keys.pop().startswith(f"{platform}:")


def test_no_two_posts_have_one_key():
    keys = [(recognise_post(link).key, number) for number, post in enumerate(POSTS) for link in post.values[1]]
    firsts = {}
    assert [key for key, number in keys if firsts.setdefault(key, number) != number] == []


@pytest.mark.parametrize("link", NO_POST.read_text("utf-8").strip().split("\n"))
def test_no_post_is_told_from_accounts_front_pages_searches_and_cut_links(link):
    assert recognise_post(link).key is None


def test_every_platform_is_one_of_the_reference_data():
    rows = csv.DictReader((ROOT / "hatehub/reference/data/platforms.csv").read_text("utf-8").splitlines())
    assert {code for code, *_ in PLATFORMS} - {row["code"] for row in rows} == {"other"}


APART = [
    (
        "nor where its platform's module knows no comments",
        [
            "https://www.bitchute.com/video/aBcDeFgHiJkL/",
            "https://www.bitchute.com/video/aBcDeFgHiJkL/#comment-123",
            "https://www.bitchute.com/video/aBcDeFgHiJkL/?comment_id=124",
        ],
    ),
    (
        "nor where the fragment names it",
        ["https://youtu.be/a1B2c3D4e5_", "https://www.youtube.com/watch?v=a1B2c3D4e5_#lc=UgxAAAABBBB"],
    ),
    (
        "nor where the fragment's number is none",
        ["https://boards.4chan.org/b/thread/100", "https://boards.4chan.org/b/thread/100#p200x"],
    ),
    (
        "nor where it is named twice",
        ["https://youtu.be/a1B2c3D4e5_", "https://youtu.be/a1B2c3D4e5_?lc=UgxAAAABBBB1&lc=UgxAAAABBBB2"],
    ),
    ("a comment is not its post", ["https://youtu.be/a1B2c3D4e5_", "https://youtu.be/a1B2c3D4e5_?lc=UgxAAAABBBB"]),
    (
        "nor a comment with an empty slug before it",
        ["https://reddit.com/r/a/comments/1abcde/", "https://reddit.com/r/a/comments/1abcde//k9xyz1"],
    ),
    ("a channel's story is not its message", ["https://t.me/some_channel/7", "https://t.me/some_channel/s/7"]),
    (
        "bytes that are no UTF-8 stay apart",
        ["https://example.org/%E9", "https://example.org/%E8", "https://example.org/%EF%BF%BD"],
    ),
    ("an escaped slash is no slash", ["https://example.org/a%2Fb", "https://example.org/a/b"]),
    ("a query without a value names something", ["https://example.org/show?123", "https://example.org/show?124"]),
    ("a space may belong to an address", ["https://example.org/some%20page", "https://example.org/some"]),
    (
        "another query on a post's page is not a redirector's",
        ["https://x.com/a/status/11?url=https://x.com/b/status/12", "https://x.com/b/status/12"],
    ),
    (
        "short numbers of comments belong to their post",
        ["https://facebook.com/a/posts/11111?comment_id=7", "https://facebook.com/a/posts/22222?comment_id=7"],
    ),
    (
        "an archive's own code tells nothing of the page",
        ["https://archive.ph/AbCd1", "https://archive.ph/AbCd2", "https://archive.ph/abcd1"],
    ),
    (
        "a share code is its own",
        [
            "https://facebook.com/share/p/1AbCdEfGhI",
            "https://facebook.com/share/v/1AbCdEfGhI",
            "https://fb.watch/1AbCdEfGhI",
        ],
    ),
    (
        "a number given twice with two values is none",
        [
            "https://youtube.com/watch?v=a1B2c3D4e5_&v=a1B2c3D4e5-",
            "https://youtu.be/a1B2c3D4e5_",
            "https://youtu.be/a1B2c3D4e5-",
        ],
    ),
    (
        "a status number with a leading zero, or letters behind it, is another page",
        ["https://x.com/a/status/1234", "https://x.com/a/status/01234", "https://x.com/a/status/1234abc"],
    ),
    ("a route of a page is a page", ["https://app.example.org/#/posts/1", "https://app.example.org/#/posts/2"]),
    ("short paths of m. are not folded", ["https://m.example.org/x", "https://example.org/x"]),
    (
        "servers count for themselves",
        ["https://a.example/@u/111111111111111111", "https://b.example/@u/111111111111111111"],
    ),
    ("a group's number is not a message's", ["https://t.me/c/1456789012/5/77", "https://t.me/c/1456789012/5"]),
    ("boards count for themselves", ["https://boards.4chan.org/a/thread/5", "https://boards.4chan.org/b/thread/5"]),
    ("an owner's sign counts", ["https://vk.com/wall1_5", "https://vk.com/wall-1_5"]),
    (
        "the kinds of a LinkedIn post count apart",
        [
            "https://linkedin.com/feed/update/urn:li:activity:7012345678901234567",
            "https://linkedin.com/feed/update/urn:li:share:7012345678901234567",
        ],
    ),
]


@pytest.mark.parametrize("links", [links for _, links in APART], ids=[why for why, _ in APART])
def test_what_differs_has_keys_that_differ(links):
    keys = [recognise_post(link).key for link in links]
    assert all(first is None or first != second for first, second in combinations(keys, 2))


@pytest.mark.parametrize(
    "text",
    [
        "https://x.com/a/status/11 https://x.com/b/status/12",
        "https://x.com/a/status/11 and more words",
        "https://x.com/a/status/1700000000…",
        "https://x.com/a/status/1700000000...",
        "x.com",
        "one two three",
    ],
)
def test_text_that_does_not_name_one_whole_link_has_no_key(text):
    assert recognise_post(text).key is None


@pytest.mark.parametrize(
    "text",
    [
        "See https://x.com/a/status/1700000000000000001",
        "https://x.com/a/status/1700000000\n000000001",
        "https://x.com/a/ status/1700000000000000001",
        "https://x.com/a/status/17000\u200b00000000000001",
        '<a href="https://x.com/a/status/1700000000000000001">post</a>',
        "[url=https://x.com/a/status/1700000000000000001]post[/url]",
        "view-source:https://x.com/a/status/1700000000000000001",
        "intent://x.com/a/status/1700000000000000001#Intent;scheme=https;end",
        "https//x.com/a/status/1700000000000000001",
        "https:\\\\x.com\\a\\status\\1700000000000000001",
        "**https://x.com/a/status/1700000000000000001**",
    ],
)
def test_link_is_found_in_what_people_and_programs_make_of_it(text):
    assert recognise_post(text).key == "x:post:1700000000000000001"
