"""VK: everything is a kind, an owner and a number, in the path or in a window laid over another page."""

import re

from reports.rules.post_keys.links import Link
from reports.rules.post_keys.recognised import Recognised

HOSTS = ("vk.com", "vk.ru", "vkontakte.ru", "vkvideo.ru", "vk.cc")
THING = re.compile(
    r"(wall|photo|video|clip|topic|story|note|album|doc|market|product|audio_playlist|podcast)"
    r"(-?[1-9][0-9]{0,14})_([1-9][0-9]{0,14})(?:_r([1-9][0-9]{0,14}))?(?:[/_%?].*)?"
)
NUMBER = re.compile(r"[1-9][0-9]{0,14}")
# A clip is a short video, and both addresses open it.
ONE_KIND = {"clip": "video", "product": "market"}
WINDOWS = ("z", "w")
SCREEN_NAME = re.compile(r"[A-Za-z0-9_.-]{2,64}")
CODE = re.compile(r"[A-Za-z0-9]{4,12}")


def recognise(link: Link) -> Recognised | None:
    """Return the post, picture, video or comment of a link to VK; None for another page there."""
    if link.host == "vk.cc" and CODE.fullmatch(link.part(0)):
        return Recognised(platform="vk", kind="short", post_id=link.parts[0])
    for spelled in (*(link.query.get(name, "") for name in WINDOWS), *link.parts[-1:]):
        thing = THING.fullmatch(spelled)
        if thing:
            return _found(link, thing)
    if link.part(0) == "video_ext.php":
        owner, number = link.query.get("oid", ""), link.query.get("id", "")
        if NUMBER.fullmatch(owner.removeprefix("-")) and NUMBER.fullmatch(number):
            return Recognised(platform="vk", kind="video", post_id=f"{owner}_{number}")
    if not link.parts or (len(link.parts) == 1 and SCREEN_NAME.fullmatch(link.parts[0])):
        return Recognised(platform="vk", account=link.part(0).lower())
    return None


def _found(link: Link, thing: re.Match[str]) -> Recognised:
    kind = ONE_KIND.get(thing[1], thing[1])
    number = f"{thing[2]}_{thing[3]}"
    comment = thing[4] or link.query.get("reply", "") or (link.query.get("post", "") if kind == "topic" else "")
    if comment:
        return Recognised(platform="vk", kind="comment", post_id=f"{kind}{number}#{comment}")
    return Recognised(platform="vk", kind="post" if kind == "wall" else kind, post_id=number)
