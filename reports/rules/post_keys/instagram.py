"""Instagram and Threads: posts by the short code that writes their number in 64 letters."""

import base64
import binascii
import re

from reports.rules.post_keys.links import Link
from reports.rules.post_keys.recognised import Recognised
from reports.rules.post_keys.word_lists import words

HOSTS = words(
    "instagram.com instagr.am ddinstagram.com kkinstagram.com fxinstagram.com vxinstagram.com eeinstagram.com "
    "uuinstagram.com toinstagram.com imginn.com"
)
MIRROR_LABELS = ("bibliogram", "proxigram")
THREADS_HOSTS = ("threads.net", "threads.com", "fixthreads.net", "vxthreads.net")
KINDS = ("p", "reel", "reels", "tv")
CODE = re.compile(r"[A-Za-z0-9_-]{5,60}")
NUMBER = re.compile(r"([1-9][0-9]{5,24})(?:_[0-9]+)?")
HANDLE = re.compile(r"@?[A-Za-z0-9_.]{1,40}")
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
NO_CODES = ("audio", "videos", "tagged", "saved")
SECTIONS = ("explore", "accounts", "direct", "about", "reels", "stories", "p", "reel", "tv")


def recognise(link: Link) -> Recognised | None:
    """Return the post of a link to Instagram, whose one code serves every kind; None for another page there."""
    parts = link.parts
    if parts[:1] == ("share",) and len(parts) > 1 and CODE.fullmatch(parts[-1]):
        return Recognised(platform="instagram", kind="short", post_id="/".join(parts))
    if parts[:1] in (("stories",), ("s",)):
        return _story(link)
    for place in (0, 1):
        if link.part(place) in KINDS and CODE.fullmatch(link.part(place + 1)) and parts[place + 1] not in NO_CODES:
            account = parts[0].lower() if place else ""
            return _post(link, parts[place + 1], parts[place + 2 :], account)
    if parts[:1] == ("media",) and (number := NUMBER.fullmatch(link.query.get("id", ""))):
        return Recognised(platform="instagram", kind="post", post_id=short_code(int(number[1])))
    return _account(link, "instagram")


def recognise_threads(link: Link) -> Recognised | None:
    """Return the post of a link to Threads; None for another page there."""
    parts = link.parts
    if len(parts) >= 3 and parts[0].startswith("@") and parts[1] == "post" and CODE.fullmatch(parts[2]):
        return Recognised(platform="threads", kind="post", post_id=parts[2], account=parts[0][1:].lower())
    if len(parts) >= 2 and parts[0] in ("t", "post") and CODE.fullmatch(parts[1]):
        return Recognised(platform="threads", kind="post", post_id=parts[1])
    return _account(link, "threads")


def short_code(number: int) -> str:
    """Return the code of a post's number: the number in base 64, highest digit first."""
    code = ""
    while number:
        number, digit = divmod(number, 64)
        code = LETTERS[digit] + code
    return code


def _post(link: Link, code: str, behind: tuple[str, ...], account: str) -> Recognised:
    comment = ""
    if behind[:1] == ("c",) and len(behind) > 1:
        comment = behind[3] if behind[2:3] == ("r",) and len(behind) > 3 else behind[1]
    comment = comment or link.query.get("comment_id", "")
    if comment.isascii() and comment.isdecimal():
        return Recognised(platform="instagram", kind="comment", post_id=f"{code}/{comment}", account=account)
    return Recognised(platform="instagram", kind="post", post_id=code, account=account)


def _story(link: Link) -> Recognised | None:
    parts = link.parts
    shown = NUMBER.fullmatch(link.query.get("story_media_id", "")) or NUMBER.fullmatch(link.part(2))
    if shown and link.part(1) != "highlights":
        account = parts[1].lower() if parts[0] == "stories" else ""
        return Recognised(platform="instagram", kind="story", post_id=shown[1], account=account)
    if link.part(1) == "highlights" and shown:
        return Recognised(platform="instagram", kind="highlight", post_id=shown[1])
    if parts[0] == "s" and (highlight := _decoded_highlight(link.part(1))):
        return Recognised(platform="instagram", kind="highlight", post_id=highlight)
    if parts[0] == "stories" and len(parts) == 2 and HANDLE.fullmatch(parts[1]):
        return Recognised(platform="instagram", account=parts[1].lower())
    return None


def _decoded_highlight(code: str) -> str:
    try:
        plain = base64.urlsafe_b64decode(code + "=" * (-len(code) % 4)).decode("latin-1")
    except (binascii.Error, ValueError):
        return ""
    named = re.fullmatch(r"highlight:([0-9]+)", plain)
    return named[1] if named else ""


def _account(link: Link, platform: str) -> Recognised | None:
    parts = link.parts
    if not parts or (len(parts) == 1 and parts[0] in SECTIONS) or parts[0] == "explore":
        return Recognised(platform=platform)
    if HANDLE.fullmatch(parts[0]) and (
        len(parts) == 1 or (len(parts) == 2 and parts[1] in (*KINDS, *NO_CODES, "replies", "reposts", "media"))
    ):
        return Recognised(platform=platform, account=parts[0].lstrip("@").lower())
    return None
