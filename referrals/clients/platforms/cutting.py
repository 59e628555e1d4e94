"""Cutting a notice into the parts that an interface carries."""

from collections.abc import Iterable

from referrals.clients.platforms.protocol import Part, Refused
from referrals.rules.takedowns.notice import Notice, Post
from referrals.rules.takedowns.steps import Asked


def check_action(notice: Notice, *, known: Iterable[Asked]) -> None:
    """Raise Refused where an interface has no words for what is asked: an officer asks by hand."""
    if Asked(notice.action) not in frozenset(known):
        raise Refused("action")


def one_by_one(notice: Notice, *, kinds: Iterable[str]) -> list[Part]:
    """Return a part for each post. Raises Refused where one is of a kind that the interface does not know."""
    taken = frozenset(kinds)
    if any(post.kind not in taken or not post.post_id for post in notice.posts):
        raise Refused("kind")
    return [Part(key=key_of(post), posts=(post,)) for post in notice.posts]


def key_of(post: Post) -> str:
    """Return how a part that is about one post is told from the others."""
    return post.post_key or post.url


def host_of(post: Post) -> str:
    """Return the server of a post whose number counts on its server, as in `server.example/123`."""
    return post.post_id.partition("/")[0] if "/" in post.post_id else ""
