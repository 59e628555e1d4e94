"""Reddit: posts and comments under every front end."""

import re

from reports.rules.post_keys.links import Link
from reports.rules.post_keys.recognised import Recognised
from reports.rules.post_keys.word_lists import words

HOSTS = words(
    "reddit.com redd.it redditmedia.com rxddit.com vxreddit.com safereddit.com l.opnxng.com unddit.com reveddit.com "
    "removeddit.com ceddit.com undelete.pullpush.io"
)
MIRROR_LABELS = ("libreddit", "redlib", "teddit", "troddit")
NUMBER = re.compile(r"(?:t[13]_)?([0-9a-z]{2,10})", re.IGNORECASE)
BARE = re.compile(r"(?=[a-z]*[0-9])[0-9a-z]{5,8}")
CODE = re.compile(r"[A-Za-z0-9]{6,16}")
FILE = re.compile(r"(?:.*-v0-)?([A-Za-z0-9]{6,20})(?:\.[a-z0-9]{2,4})?")
FILE_HOSTS = ("i.redd.it", "preview.redd.it", "external-preview.redd.it")
OF_GROUP = ("new", "hot", "top", "rising", "controversial", "about", "search", "best", "gilded", "comments", "wiki")
SECTIONS = ("new", "hot", "top", "popular", "all", "best", "rising", "search", "login", "settings", "submit")


def recognise(link: Link) -> Recognised | None:
    """Return the post or comment of a link to Reddit, whose ids ignore case; None for another page there."""
    if link.is_on("redd.it"):
        return _on_redd_it(link)
    return _discussion(link) or _by_code(link) or _account(link)


def _on_redd_it(link: Link) -> Recognised | None:
    if not link.parts:
        return Recognised(platform="reddit")
    if link.host == "redd.it":
        return _post(link.parts[0]) if len(link.parts) == 1 else None
    if link.host == "v.redd.it":
        return Recognised(platform="reddit", kind="file", post_id=f"v/{link.parts[0]}")
    file = FILE.fullmatch(link.parts[-1])
    if link.host in FILE_HOSTS and file:
        return Recognised(platform="reddit", kind="file", post_id=f"i/{file[1]}")
    return None


def _discussion(link: Link) -> Recognised | None:
    """Return the post or comment of `comments/POST/slug/COMMENT`, where the slug may be there and empty."""
    raw = [
        part.partition("?")[0].partition("#")[0] for part in link.rest.partition("?")[0].partition("#")[0].split("/")
    ]
    if "comments" not in raw or "comments" not in link.parts:
        return None
    place = link.parts.index("comments")
    if place == 2 and link.part(0) not in ("r", "u", "user", "v"):
        return None
    after = raw[raw.index("comments") + 1 :]
    post = _post(after[0].removesuffix(".json").removesuffix(".rss")) if after else None
    if post is None or len(after) < 3 or after[2] in ("", ".json", ".rss"):
        return post
    comment = NUMBER.fullmatch(after[2])
    if comment is None:
        return None
    return Recognised(platform="reddit", kind="comment", post_id=f"{post.post_id}/{comment[1].lower()}")


def _by_code(link: Link) -> Recognised | None:
    parts = link.parts
    if len(parts) == 2 and parts[0] in ("gallery", "tb", "by_id"):
        return _post(parts[1])
    if len(parts) == 4 and parts[0] in ("r", "u", "user") and parts[2] == "s" and CODE.fullmatch(parts[3]):
        return Recognised(platform="reddit", kind="short", post_id=parts[3])
    if len(parts) == 1 and BARE.fullmatch(parts[0]):
        return _post(parts[0])
    if len(parts) == 2 and parts[0] == "video":
        return Recognised(platform="reddit", kind="file", post_id=f"v/{parts[1]}")
    return None


def _post(number: str) -> Recognised | None:
    named = NUMBER.fullmatch(number)
    return Recognised(platform="reddit", kind="post", post_id=named[1].lower()) if named else None


def _account(link: Link) -> Recognised | None:
    parts = link.parts
    if len(parts) >= 2 and parts[0] in ("u", "user") and len(parts) <= 3:
        return Recognised(platform="reddit", account=parts[1].lower())
    if not parts or (parts[0] in SECTIONS and len(parts) == 1):
        return Recognised(platform="reddit")
    if parts[0] == "r" and (len(parts) <= 2 or (parts[2] in OF_GROUP and len(parts) == 3)):
        return Recognised(platform="reddit")
    return None
