"""X, formerly Twitter, and the mirrors that show its posts under the same numbers."""

import re

from reports.rules.post_keys.links import Link, follow_route
from reports.rules.post_keys.recognised import Recognised
from reports.rules.post_keys.word_lists import words

HOSTS = words(
    "x.com twitter.com fxtwitter.com vxtwitter.com fixupx.com fixvx.com twittpr.com pxtwitter.com xfixup.com "
    "fixuptwitter.com girlcockx.com stupidpenisx.com cunnyx.com twxtter.com xcancel.com twiiit.com lightbrd.com "
    "nitter.net unofficialbird.com notabird.site twitt.re bird.trom.tf nuku.trabun.org twimg.com t.co "
    "threadreaderapp.com unrollnow.com rattibha.com"
)
MIRROR_LABELS = ("nitter",)
NUMBER = re.compile(r"([1-9][0-9]{0,19})(?:\.(?:mp4|jpe?g|png|json|html))?(?:[&?=#,;:!)\]}'\"].*)?", re.DOTALL)
HANDLE = re.compile(r"@?([A-Za-z0-9_]{1,20})")
SECTIONS = frozenset(
    words("home explore search hashtag notifications messages settings i intent share login compose tos privacy about")
)
OF_ACCOUNT = frozenset(
    words(
        "with_replies media followers following likes lists highlights articles verified_followers photo topics "
        "superfollows header_photo moments"
    )
)
OWN_KINDS = {"spaces": "space", "broadcasts": "broadcast", "events": "event", "notes": "note", "article": "article"}
MEDIA = re.compile(r"([A-Za-z0-9_-]{10,24})(?:\.[a-z]{3,4})?(?::[a-z0-9]+)?")
SHORT_HOSTS = ("t.co", "pic.twitter.com", "pic.x.com")


def recognise(link: Link) -> Recognised | None:
    """Return the post or account of a link to X; None where it is another page there."""
    link = follow_route(link)
    if link.host in SHORT_HOSTS and link.parts:
        return Recognised(platform="x", kind="short", post_id=f"{link.host}/{link.parts[0]}")
    if link.host == "pbs.twimg.com" and link.part(0) == "media" and (file := MEDIA.fullmatch(link.part(1))):
        return Recognised(platform="x", kind="file", post_id=file[1])
    found = _from_path(link) or _from_query(link) or _own_kind(link)
    return found or _account(link)


def _from_path(link: Link) -> Recognised | None:
    for place, part in enumerate(link.parts[:-1]):
        if part.lower() in ("status", "statuses") and (number := NUMBER.fullmatch(link.parts[place + 1])):
            handle = HANDLE.fullmatch(link.parts[place - 1]) if place and link.parts[0] != "i" else None
            return _post(number[1], account=handle[1] if handle else "")
    return None


def _from_query(link: Link) -> Recognised | None:
    """Return the post of an embed, or of a button to like, repeat or answer it: the post is all that these name."""
    names: tuple[str, ...] = ()
    if link.part(0) == "intent":
        names = ("tweet_id", "in_reply_to")
    elif link.part(0) == "embed" or link.part(0).startswith("tweet-result"):
        names = ("id",)
    elif link.parts == ("i", "bookmarks"):
        names = ("post_id",)
    elif link.part(0) in ("thread", "t") and (number := NUMBER.fullmatch(link.part(1))):
        return _post(number[1])
    for name in names:
        if number := NUMBER.fullmatch(link.query.get(name, "")):
            return _post(number[1])
    return None


def _own_kind(link: Link) -> Recognised | None:
    code = link.part(2)
    if link.part(1) in OWN_KINDS and code.isascii() and code.isalnum():
        return Recognised(platform="x", kind=OWN_KINDS[link.part(1)], post_id=code)
    return None


def _account(link: Link) -> Recognised | None:
    if not link.parts or link.parts[0] in SECTIONS:
        return Recognised(platform="x") if len(link.parts) <= 3 else None
    handle = HANDLE.fullmatch(link.parts[0])
    if handle and (len(link.parts) == 1 or link.parts[1] in OF_ACCOUNT):
        return Recognised(platform="x", account=handle[1].lower())
    return None


def _post(number: str, *, account: str = "") -> Recognised:
    return Recognised(platform="x", kind="post", post_id=number, account=account.lower())
