"""YouTube: videos in every spelling, and comments by their `lc=`."""

import re

from reports.rules.post_keys.links import Link
from reports.rules.post_keys.recognised import Recognised

VIDEO = re.compile(r"[A-Za-z0-9_-]{11}")


def recognise(link: Link) -> Recognised | None:
    """Return the video or comment of a link to YouTube; None for other sites. Ids keep their case."""
    if not link.is_on("youtube.com", "youtu.be", "youtube-nocookie.com"):
        return None
    video = _video(link)
    if not VIDEO.fullmatch(video):
        account = link.parts[0].lower() if link.parts and link.parts[0].startswith("@") else ""
        return Recognised(platform="youtube", account=account)
    comment = link.query.get("lc", "")
    if comment:
        return Recognised(platform="youtube", kind="comment", post_id=comment)
    return Recognised(platform="youtube", kind="video", post_id=video)


def _video(link: Link) -> str:
    if link.host == "youtu.be":
        return link.parts[0] if link.parts else ""
    if link.parts[:1] == ("watch",):
        return link.query.get("v", "")
    if len(link.parts) >= 2 and link.parts[0] in ("shorts", "live", "embed", "v"):
        return link.parts[1]
    return ""
