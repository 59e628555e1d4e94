"""LinkedIn: a post by the kind and number of its URN, in whichever address they stand."""

import re

from reports.rules.post_keys.links import Link
from reports.rules.post_keys.recognised import Recognised

HOSTS = ("linkedin.com", "lnkd.in")
URN = re.compile(r"(activity|share|ugcPost|groupPost)(?::|-|%3A)([0-9]+-)?([0-9]{10,25})(?![0-9A-Za-z])", re.IGNORECASE)
COMMENT_NUMBER = re.compile(r"(?<![0-9])[0-9]{10,25}(?![0-9])")
COMMENT_NAMES = ("dashReplyUrn", "replyUrn", "dashCommentUrn", "commentUrn")
POST_NAMES = ("highlightedUpdateUrn", "updateEntityUrn", "updateUrn", "shareUrn", "urn")
CODE = re.compile(r"[A-Za-z0-9_-]{4,16}")
ACCOUNTS = ("in", "company", "school", "showcase", "pub")
SECTIONS = ("feed", "mynetwork", "jobs", "messaging", "notifications", "search", "login", "groups")


def recognise(link: Link) -> Recognised | None:
    """Return the post or comment of a link to LinkedIn; None for another page there."""
    if link.host == "lnkd.in" or link.part(0) == "slink":
        code = link.query.get("code", "") if link.part(0) == "slink" else "/".join(link.parts[-1:])
        return Recognised(platform="linkedin", kind="short", post_id=code) if CODE.fullmatch(code) else None
    comment = next((value for name in COMMENT_NAMES if (value := link.query.get(name, ""))), "")
    if comment:
        return _comment(comment)
    post = _post(link)
    if post is not None:
        return post
    if link.part(0) == "pulse" and len(link.parts) == 2:
        return Recognised(platform="linkedin", kind="article", post_id=link.parts[1].lower())
    return _account(link)


def _post(link: Link) -> Recognised | None:
    named = None
    if link.part(0) in ("posts", "feed", "embed", "video", "groups", "company", "in"):
        named = URN.search("/".join(link.parts[1:]))
    for name in POST_NAMES:
        named = named or URN.search(link.query.get(name, ""))
    if named is None:
        return None
    kind = {"ugcpost": "ugcPost", "grouppost": "groupPost"}.get(named[1].lower(), named[1].lower())
    account = link.parts[1].partition("_")[0].lower() if link.part(0) == "posts" and "_" in link.parts[1] else ""
    number = f"{kind}:{named[2] or ''}{named[3]}"
    return Recognised(platform="linkedin", kind="post", post_id=number, account=account)


def _comment(urn: str) -> Recognised | None:
    """Return a comment by its own number, which is the one that does not belong to its post's URN."""
    numbers = COMMENT_NUMBER.findall(URN.sub("", urn))
    return Recognised(platform="linkedin", kind="comment", post_id=numbers[0]) if len(numbers) == 1 else None


def _account(link: Link) -> Recognised | None:
    parts = link.parts
    if not parts or (parts[0] in SECTIONS and len(parts) == 1):
        return Recognised(platform="linkedin")
    if parts[0] in ACCOUNTS and len(parts) <= 3:
        return Recognised(platform="linkedin", account=parts[1].lower() if len(parts) > 1 else "")
    return None
