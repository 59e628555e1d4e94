"""Bluesky: a post is its record key; the account before it may be a handle or a lasting DID.

A record key is the microsecond it was made in and a clock's number, so it names a post well enough without the
account, which could only be compared by asking a server. A key of another form is only known within its account.
"""

import re

from reports.rules.post_keys.links import Link
from reports.rules.post_keys.recognised import Recognised
from reports.rules.post_keys.word_lists import words

HOSTS = words(
    "bsky.app bsky.social fxbsky.app bskyx.app bskye.app bsyy.app vxbsky.app xbsky.app cbsky.app bskx.app deck.blue "
    "main.bsky.dev pdsls.dev skyview.social api.bsky.app"
)
TIMED = re.compile(r"[234567abcdefghij][234567abcdefghijklmnopqrstuvwxyz]{12}")
RECORD = re.compile(r"[A-Za-z0-9._~:-]{1,512}")
ADDRESS = re.compile(r"at://([^/]+)/app\.bsky\.feed\.post/([^/?#]+)")
ACCOUNT = re.compile(r"(?:did:[a-z]+:)?[A-Za-z0-9._:%-]{3,200}")


def recognise(link: Link) -> Recognised | None:
    """Return the post of a link to Bluesky; None for another page there."""
    parts = link.parts
    asked = ADDRESS.fullmatch(link.query.get("uri", ""))
    if asked:
        return _post(asked[1], asked[2])
    for place, part in enumerate(parts[:-1]):
        if place and part in ("post", "app.bsky.feed.post"):
            return _post(parts[place - 1], parts[place + 1])
    if not parts:
        return Recognised(platform="bluesky")
    if parts[0] == "profile" and len(parts) == 2:
        return Recognised(platform="bluesky", account=parts[1].lower())
    return Recognised(platform="bluesky") if len(parts) == 1 else None


def _post(account: str, record: str) -> Recognised | None:
    account = account.lower()
    if not RECORD.fullmatch(record) or not ACCOUNT.fullmatch(account):
        return None
    number = record if TIMED.fullmatch(record) else f"{account}/{record}"
    return Recognised(platform="bluesky", kind="post", post_id=number, account=account)
