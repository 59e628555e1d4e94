import pytest

from reports.rules.posts_given import MOST_POSTS, TooManyPosts, add_links, change_post, remove_post

ONE = "https://x.com/a/status/1700000000000000001"
SAME = "https://twitter.com/a/status/1700000000000000001?s=46"
TWO = "https://x.com/a/status/1700000000000000002"


def test_links_are_added_behind_and_the_same_post_is_one():
    given = add_links([{"url": ONE, "words": "w"}], [SAME, TWO, TWO])
    assert given == [{"url": ONE, "words": "w"}, {"url": TWO}]


def test_list_is_bounded():
    full = add_links([], [f"https://x.com/a/status/{n}" for n in range(1, MOST_POSTS + 1)])
    with pytest.raises(TooManyPosts):
        add_links(full, [ONE])


def test_change_replaces_what_was_said_and_leaves_out_what_is_empty():
    assert change_post([{"url": ONE, "words": "old"}, {"url": TWO}], url=ONE, said={"words": "", "posted": "now"}) == [
        {"url": ONE, "posted": "now"},
        {"url": TWO},
    ]


def test_remove_takes_one_away_and_forgives_one_that_is_gone():
    assert remove_post([{"url": ONE}, {"url": TWO}], url=ONE) == [{"url": TWO}]
    assert remove_post([{"url": TWO}], url=ONE) == [{"url": TWO}]
