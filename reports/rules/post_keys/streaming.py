"""Twitch and Kick: recordings and clips."""

import re

from reports.rules.post_keys.links import Link
from reports.rules.post_keys.recognised import Recognised

TWITCH_HOSTS = ("twitch.tv",)
KICK_HOSTS = ("kick.com",)
NUMBER = re.compile(r"v?([1-9][0-9]{3,15})")
CLIP = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{3,100}")
KICK_CLIP = re.compile(r"clip_[0-9A-Za-z]{10,40}")
UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def recognise_twitch(link: Link) -> Recognised | None:
    """Return the recording or clip of a link to Twitch; None for another page there."""
    parts = link.parts
    clip = _twitch_clip(link)
    if CLIP.fullmatch(clip):
        return Recognised(platform="twitch", kind="clip", post_id=clip)
    number = NUMBER.fullmatch(link.after("videos", "v", "video") or link.query.get("video", ""))
    if number:
        return Recognised(platform="twitch", kind="video", post_id=number[1])
    if len(parts) <= 1 or (len(parts) == 2 and parts[1] in ("videos", "clips", "about", "schedule", "chat")):
        return Recognised(platform="twitch", account=parts[0].lower() if parts and not link.query else "")
    return None


def _twitch_clip(link: Link) -> str:
    if link.host == "clips.twitch.tv":
        return link.query.get("clip", "") if link.part(0) == "embed" else "/".join(link.parts[-1:])
    return link.after("clip")


def recognise_kick(link: Link) -> Recognised | None:
    """Return the recording or clip of a link to Kick; None for another page there."""
    clip = link.query.get("clip", "") or link.after("clips")
    if KICK_CLIP.fullmatch(clip):
        return Recognised(platform="kick", kind="clip", post_id=clip)
    video = link.after("video", "videos").lower()
    if UUID.fullmatch(video):
        return Recognised(platform="kick", kind="video", post_id=video)
    if len(link.parts) <= 1 or (len(link.parts) == 2 and link.parts[1] in ("videos", "clips", "about")):
        return Recognised(platform="kick", account=link.part(0).lower())
    return None
