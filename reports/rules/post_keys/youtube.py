"""YouTube: videos in every spelling, comments by their `lc=`, posts of a channel, and clips."""

import re
from urllib.parse import parse_qsl

from reports.rules.post_keys.links import Link, follow_route
from reports.rules.post_keys.recognised import Recognised
from reports.rules.post_keys.word_lists import words

HOSTS = words(
    "youtube.com youtu.be youtube-nocookie.com youtube.googleapis.com ytimg.com yout-ube.com yewtu.be piped.video "
    "invidio.us inv.nadeko.net inv.tux.pizza vid.puffyan.us yt.artemislena.eu iv.ggtyler.dev poketube.fun "
    "hooktube.com preservetube.com"
)
MIRROR_LABELS = ("invidious", "piped", "poketube")
VIDEO = re.compile(r"([A-Za-z0-9_-]{11})(?:$|[^A-Za-z0-9_-](.*))", re.DOTALL)
CODE = re.compile(r"Ug[A-Za-z0-9_-]{8,80}")
COMMENT = re.compile(r"[A-Za-z0-9_.-]{3,120}")
BEFORE_VIDEO = ("shorts", "live", "embed", "v", "e", "vi", "vi_webp", "watch", "video", "an_webp")
ASKED_FOR = ("watch", "watch_popup", "ytscreeningroom", "get_video_info", "embed", "latest_version")
SECTIONS = frozenset(
    words("feed results playlist gaming hashtag premium about trending shorts live redirect account music embed watch")
)
OF_ACCOUNT = frozenset(
    words("videos shorts streams live playlists community posts about channels featured search podcasts releases")
)
CHANNELS = ("channel", "c", "user")


def recognise(link: Link) -> Recognised | None:
    """Return the video, comment, post or clip of a link to YouTube, whose ids keep case; None for another page."""
    link = follow_route(link)
    video, behind = _video(link)
    if video:
        comment = link.query.get("lc", "") or link.query.get("google_comment_id", "") or behind.get("lc", "")
        if comment and COMMENT.fullmatch(comment):
            return Recognised(platform="youtube", kind="comment", post_id=f"{video}/{comment}")
        return Recognised(platform="youtube", kind="video", post_id=video)
    return _channel_post(link) or _account(link)


def _video(link: Link) -> tuple[str, dict[str, str]]:
    """Return the video's id and what was wrongly tied to it by `&`, `#` or a second `?`; empty where none."""
    first = link.part(0)
    if link.host == "youtu.be":
        named = link.parts[1] if first in BEFORE_VIDEO and len(link.parts) > 1 else first
    elif first.partition("&")[0] in ASKED_FOR and ("v" in link.query or "video_id" in link.query or "id" in link.query):
        named = link.query.get("v") or link.query.get("video_id") or link.query.get("id", "")
    elif first in BEFORE_VIDEO:
        named = link.part(1)
    else:
        return "", {}
    found = VIDEO.fullmatch(named)
    if found is None or (first == "embed" and named == "videoseries"):
        return "", {}
    return found[1], dict(parse_qsl(f"{found[2] or ''}&{link.fragment}"))


def _channel_post(link: Link) -> Recognised | None:
    """Return a post of a channel's community, in both of its addresses, or a clip."""
    first = link.part(0)
    post = link.part(1) if first == "post" else link.query.get("lb", "") if "community" in link.parts else ""
    if CODE.fullmatch(post):
        comment = link.query.get("lc", "")
        if comment and COMMENT.fullmatch(comment):
            return Recognised(platform="youtube", kind="comment", post_id=f"{post}/{comment}")
        return Recognised(platform="youtube", kind="post", post_id=post)
    if first == "clip" and CODE.fullmatch(link.part(1)):
        return Recognised(platform="youtube", kind="clip", post_id=link.part(1))
    return None


def _account(link: Link) -> Recognised | None:
    parts = link.parts
    if not parts or (parts[0] in SECTIONS and (len(parts) == 1 or parts[1] == "videoseries")):
        return Recognised(platform="youtube")
    if parts[0].startswith("@") and (len(parts) == 1 or parts[1] in OF_ACCOUNT):
        return Recognised(platform="youtube", account=parts[0].lower())
    if parts[0] in CHANNELS and (len(parts) <= 2 or parts[2] in OF_ACCOUNT):
        return Recognised(platform="youtube")
    return Recognised(platform="youtube") if len(parts) == 1 else None
