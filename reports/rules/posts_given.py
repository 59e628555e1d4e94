"""The list of posts that a person gives while filling in the form: added, changed, taken away. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from reports.rules.post_keys import recognise_post

MOST_POSTS = 20
Given = Mapping[str, Any]


class TooManyPosts(Exception):
    """A report holds at most 20 posts; the others belong in a second one."""


def add_links(given: Sequence[Given], links: Iterable[str]) -> list[Given]:
    """Return the posts with the new links behind them; two links to one post are one. Raises TooManyPosts."""
    posts = list(given)
    known = {_identity(str(post["url"])) for post in posts}
    for link in links:
        if _identity(link) not in known:
            known.add(_identity(link))
            posts.append({"url": link})
    if len(posts) > MOST_POSTS:
        raise TooManyPosts
    return posts


def change_post(given: Sequence[Given], *, url: str, said: Given) -> list[Given]:
    """Return the posts with what was said of one of them; what was left empty is left out."""
    new = {"url": url, **{name: value for name, value in said.items() if value}}
    return [new if post["url"] == url else post for post in given]


def remove_post(given: Sequence[Given], *, url: str) -> list[Given]:
    """Return the posts without one; one that is not there, or no longer, is no error."""
    return [post for post in given if post["url"] != url]


def _identity(link: str) -> str:
    return recognise_post(link).key or link
