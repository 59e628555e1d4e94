"""Facebook: what a link names by a lasting number, by a `pfbid` or by a code of its own.

Posts, photos and videos draw their numbers from one store, so the number alone names them, whatever the address says.
A `pfbid` and a share code can only be told equal to themselves.
"""

import base64
import binascii
import re

from reports.rules.post_keys.links import Link, follow_route
from reports.rules.post_keys.recognised import Recognised
from reports.rules.post_keys.word_lists import words

ONION = "facebookwkhpilnemxj7asaniu7vnjjbiltxjqhye3mhbshg7kx5tfyd.onion"
HOSTS = ("facebook.com", "fb.com", "fb.watch", "fb.me", "fb.gg", "facebed.com", ONION)
LASTING = re.compile(r"[1-9][0-9]{4,24}|pfbid[0-9A-Za-z]{20,100}")
PAIR = re.compile(r"[1-9][0-9]{4,24}_([1-9][0-9]{4,24})")
COMMENT = re.compile(r"[1-9][0-9]{0,24}")
DECODED_COMMENT = re.compile(r"comment:([0-9]+)_([0-9]+)")
GLOBAL_LENGTH = 15
CODE = re.compile(r"[0-9A-Za-z_-]{5,40}")
IN_QUERY = ("story_fbid", "fbid", "v", "multi_permalinks", "video_id", "photo_id")
IN_PATH = ("posts", "permalink", "videos", "reel", "reels", "photos", "photo", "video", "watch", "watchparty", "notes")
OWN_KINDS = {"events": "event", "albums": "album", "item": "item"}
SECTIONS = words("home.php watch groups events marketplace gaming search hashtag profile.php pages people")
OF_ACCOUNT = frozenset(
    words(
        "about photos videos posts reels friends followers following likes community reviews live mentions members "
        "media photos_by photos_of photos_albums shop services discussion"
    )
)
SUBDOMAINS_OF_OTHERS = ("help", "developers", "business", "about", "transparency", "l", "lm", "engineering", "ai")


def recognise(link: Link) -> Recognised | None:
    """Return the post of a link to Facebook; None for another page there. A comment is not its parent."""
    link = follow_route(link)
    if link.host.split(".")[0] in SUBDOMAINS_OF_OTHERS:
        return None
    post = _post(link)
    return _comment(link, post) or post or _coded(link) or _account(link)


def _post(link: Link) -> Recognised | None:
    for name in IN_QUERY:
        if number := _number(link.query.get(name, "")):
            return _found("post", number, link)
    if link.query.get("view") == "permalink" and (number := _number(link.query.get("id", ""))):
        return _found("post", number, link)
    if link.part(0) == "photos" and (number := _number(link.query.get("photo", ""))):
        return _found("post", number, link)
    if len(link.parts) == 1 and (both := PAIR.fullmatch(link.parts[0])):
        return _found("post", both[1], link)
    return _from_path(link)


def _from_path(link: Link) -> Recognised | None:
    for place, part in enumerate(link.parts[:-1]):
        if part in IN_PATH:
            behind = link.parts[place + 1 :]
            number = next((number for each in reversed(behind) if (number := _number(each))), "")
            return _found("post", number, link) if number else None
        if part in OWN_KINDS and (number := next((each for each in link.parts[place + 1 :] if _number(each)), "")):
            return _found(OWN_KINDS[part], number, link)
        if part == "stories" and len(link.parts) > place + 2:
            return _found("story", link.parts[place + 2].rstrip("="), link)
    album = re.fullmatch(r"(?:a|vb|pcb|oa|gm)\.([0-9]+)(?:\.[0-9.]+)?", link.query.get("set", ""))
    return _found("album", album[1], link) if album and link.part(0) == "media" else None


def _number(text: str) -> str:
    if LASTING.fullmatch(text):
        return text
    both = PAIR.fullmatch(text)
    return both[1] if both else ""


def _comment(link: Link, post: Recognised | None) -> Recognised | None:
    """Return the comment, by its number alone where that is long enough to be Facebook's own, else with its post."""
    named = link.query.get("reply_comment_id", "") or link.query.get("comment_id", "")
    if not named and link.parts[:2] == ("comment", "replies"):
        named = link.query.get("ctoken", "")
    if not named:
        return None
    under, comment = _decoded(named)
    under = under or (post.post_id if post else "")
    if not COMMENT.fullmatch(comment):
        return Recognised(platform="facebook", kind="comment", post_id=f"{under}/{named}")
    number = comment if len(comment) >= GLOBAL_LENGTH else f"{under}/{comment}"
    return Recognised(platform="facebook", kind="comment", post_id=number, account=post.account if post else "")


def _decoded(named: str) -> tuple[str, str]:
    """Return the numbers of post and comment that one of Facebook's spellings holds; the post's may be empty."""
    both = re.fullmatch(r"([0-9]+)_([0-9]+)", named)
    if both is None and not named.isdecimal():
        try:
            plain = base64.urlsafe_b64decode(named.replace("+", "-").replace("/", "_") + "=" * (-len(named) % 4))
        except (binascii.Error, ValueError):
            return "", named
        both = DECODED_COMMENT.fullmatch(plain.decode("latin-1"))
    return (both[1], both[2]) if both else ("", named)


def _coded(link: Link) -> Recognised | None:
    """Return what an opaque code names: a thing of its own, since only Facebook knows what stands behind it."""
    parts = link.parts
    if link.host in ("fb.watch", "fb.me", "fb.gg") and parts and CODE.fullmatch(parts[-1]):
        return Recognised(platform="facebook", kind="short", post_id=f"{link.host}/{'/'.join(parts)}")
    if parts[:1] == ("share",) and len(parts) > 1 and CODE.fullmatch(parts[-1]):
        return Recognised(platform="facebook", kind="short", post_id="/".join(parts))
    return None


def _account(link: Link) -> Recognised | None:
    parts = link.parts
    if not parts or (parts[0] in SECTIONS and "permalink" not in parts and "posts" not in parts):
        return Recognised(platform="facebook")
    if len(parts) == 1 and parts[0] in IN_PATH:
        return Recognised(platform="facebook")
    if len(parts) == 1 and not parts[0].endswith(".php"):
        return Recognised(platform="facebook", account=parts[0].lower())
    if len(parts) == 2 and parts[1] in OF_ACCOUNT:
        return Recognised(platform="facebook", account=parts[0].lower())
    return None


def _found(kind: str, number: str, link: Link) -> Recognised:
    first = link.part(0)
    named = len(link.parts) > 2 and link.part(1) in IN_PATH and first not in ("groups", "watch")
    return Recognised(platform="facebook", kind=kind, post_id=number, account=first.lower() if named else "")
