"""Video sites: Rumble, BitChute, Odysee, Vimeo and Dailymotion."""

import re

from reports.rules.post_keys.links import Link
from reports.rules.post_keys.recognised import Recognised

RUMBLE_HOSTS = ("rumble.com",)
BITCHUTE_HOSTS = ("bitchute.com",)
ODYSEE_HOSTS = ("odysee.com", "lbry.tv", "open.lbry.com")
VIMEO_HOSTS = ("vimeo.com",)
DAILYMOTION_HOSTS = ("dailymotion.com", "dai.ly")
RUMBLE_PAGE = re.compile(r"(v[0-9a-z]{4,10})(?:-.*)?(?:\.html)?")
RUMBLE_EMBED = re.compile(r"(?:u[0-9a-z]+\.)?(v[0-9a-z]{4,10})")
COMMENT = re.compile(r"(?:comment[-_])([0-9]+)")
BITCHUTE_VIDEO = re.compile(r"[A-Za-z0-9_-]{8,16}")
CLAIM = re.compile(r"([^:#/]+)[:#]([0-9a-f]{1,40})")
FULL_CLAIM = re.compile(r"[0-9a-f]{40}")
VIMEO_VIDEO = re.compile(r"[1-9][0-9]{4,11}")
DAILYMOTION_VIDEO = re.compile(r"([xk][0-9A-Za-z]{4,20})(?:[_.].*)?")


def recognise_rumble(link: Link) -> Recognised | None:
    """Return the video of a link to Rumble, whose codes ignore case; an embed has a code unlike its page's."""
    first = link.part(0).lower()
    for word, kind in (("embed", "embed"), ("embedjs", "embed"), ("shorts", "short_video")):
        if first == word and (code := RUMBLE_EMBED.fullmatch(link.parts[-1].lower())):
            return Recognised(platform="rumble", kind=kind, post_id=code[1])
    page = RUMBLE_PAGE.fullmatch(first)
    if page and len(link.parts) == 1 and ("-" in first or "html" in first or first != "videos"):
        comment = COMMENT.fullmatch(link.fragment)
        if comment:
            return Recognised(platform="rumble", kind="comment", post_id=f"{page[1]}/{comment[1]}")
        return Recognised(platform="rumble", kind="video", post_id=page[1])
    if len(link.parts) <= 1 or first in ("c", "user"):
        return Recognised(platform="rumble", account=link.part(1).lower())
    return None


def recognise_bitchute(link: Link) -> Recognised | None:
    """Return the video of a link to BitChute, whose codes keep their case."""
    if link.part(0) in ("video", "embed") and BITCHUTE_VIDEO.fullmatch(link.part(1)):
        return Recognised(platform="bitchute", kind="video", post_id=link.parts[1])
    if len(link.parts) <= 1 or link.parts[0] in ("channel", "profile"):
        return Recognised(platform="bitchute", account=link.part(1))
    return None


def recognise_odysee(link: Link) -> Recognised | None:
    """Return the video or comment of a link to Odysee: a full claim alone, a short one with its channel."""
    parts = link.parts[1:] if link.part(0) in ("$", "$embed") else link.parts
    if parts is not link.parts and link.part(0) == "$":
        if parts[:1] not in (("embed",), ("download",), ("popout",), ("stream",)):
            return Recognised(platform="odysee")
        parts = parts[1:]
    named = [CLAIM.fullmatch(part) for part in parts]
    channel = parts[0] if parts and parts[0].startswith("@") else ""
    claim = named[-1][2] if named and named[-1] and (not channel or len(parts) == 2) else ""
    if len(parts) == 2 and not channel and FULL_CLAIM.fullmatch(parts[1]):
        claim = parts[1]
    if not claim:
        return Recognised(platform="odysee", account=channel.lower()) if len(parts) <= 1 else None
    number = claim if FULL_CLAIM.fullmatch(claim) else "/".join(parts).replace("#", ":")
    comment = link.query.get("lc", "")
    if comment:
        return Recognised(platform="odysee", kind="comment", post_id=f"{number}/{comment}")
    return Recognised(platform="odysee", kind="video", post_id=number, account=channel.lower())


def recognise_vimeo(link: Link) -> Recognised | None:
    """Return the video or comment of a link to Vimeo; the code behind an unlisted video's number is only its key."""
    number = next((part for part in reversed(link.parts) if VIMEO_VIDEO.fullmatch(part)), "")
    before = link.parts[: link.parts.index(number)] if number else ()
    if number and not before[1:2] and before[:1] in ((), ("video",), ("ondemand",), ("moogaloop.swf",)):
        return _vimeo(link, number)
    if (
        number
        and before[:1] in (("channels",), ("groups",), ("album",), ("showcase",), ("ondemand",))
        and len(before) > 1
    ):
        return _vimeo(link, number)
    if VIMEO_VIDEO.fullmatch(link.query.get("clip_id", "")):
        return _vimeo(link, link.query["clip_id"])
    return Recognised(platform="vimeo", account=link.part(0).lower()) if len(link.parts) <= 1 else None


def _vimeo(link: Link, number: str) -> Recognised:
    comment = COMMENT.fullmatch(link.fragment)
    if comment:
        return Recognised(platform="vimeo", kind="comment", post_id=f"{number}/{comment[1]}")
    return Recognised(platform="vimeo", kind="video", post_id=number)


def recognise_dailymotion(link: Link) -> Recognised | None:
    """Return the video of a link to Dailymotion."""
    named = link.part(0) if link.host == "dai.ly" else link.after("video", "hub") or link.query.get("video", "")
    video = DAILYMOTION_VIDEO.fullmatch(named)
    if video:
        return Recognised(platform="dailymotion", kind="video", post_id=video[1])
    return Recognised(platform="dailymotion", account=link.part(0).lower()) if len(link.parts) <= 1 else None
