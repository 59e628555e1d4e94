"""Facebook: posts, photos and videos where the link carries a lasting number."""

import re

from reports.rules.post_keys.links import Link
from reports.rules.post_keys.recognised import Recognised

LASTING = re.compile(r"\d{5,25}|pfbid\w{20,100}")


def recognise(link: Link) -> Recognised | None:
    """Return the post of a link to Facebook; None for other sites. A comment is not its parent."""
    if not link.is_on("facebook.com", "fb.com", "fb.watch"):
        return None
    comment = link.query.get("reply_comment_id", "") or link.query.get("comment_id", "")
    if comment:
        return Recognised(platform="facebook", kind="comment", post_id=comment)
    found = _from_query(link) or _from_path(link)
    if found is not None:
        return found
    return Recognised(platform="facebook")


def _from_query(link: Link) -> Recognised | None:
    for name, kind in (("story_fbid", "post"), ("fbid", "photo"), ("v", "video"), ("multi_permalinks", "post")):
        value = link.query.get(name, "")
        if LASTING.fullmatch(value):
            return Recognised(platform="facebook", kind=kind, post_id=value)
    return None


def _from_path(link: Link) -> Recognised | None:
    parts = link.parts
    if link.host == "fb.watch" and parts:
        return Recognised(platform="facebook", kind="short", post_id=parts[0])
    for word, kind in (("posts", "post"), ("permalink", "post"), ("videos", "video"), ("reel", "video")):
        if word in parts[:-1]:
            last = next((part for part in reversed(parts) if LASTING.fullmatch(part)), "")
            account = parts[0].lower() if parts[0] not in (word, "groups") else ""
            if last:
                return Recognised(platform="facebook", kind=kind, post_id=last, account=account)
    return None
