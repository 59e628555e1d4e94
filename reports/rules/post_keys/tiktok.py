"""TikTok: videos and photo posts by their number."""

import base64
import binascii
import re

from reports.rules.post_keys.links import Link
from reports.rules.post_keys.recognised import Recognised

HOSTS = ("tiktok.com", "vxtiktok.com", "tnktok.com", "tfxktok.com", "tiktxk.com", "tiktokez.com")
SHORTENERS = ("vm", "vt")
NUMBER = re.compile(r"([1-9][0-9]{5,24})(?:\.html)?")
CODE = re.compile(r"[A-Za-z0-9]{5,24}")
BEFORE_NUMBER = ("video", "photo", "v", "embed", "v1", "v2", "v3", "item", "detail")
IN_QUERY = ("item_id", "share_item_id", "aweme_id")
SECTIONS = ("foryou", "following", "explore", "live", "discover", "tag", "search", "upload", "login", "about")


def recognise(link: Link) -> Recognised | None:
    """Return the post of a link to TikTok; None for another page there. Short links keep their own code."""
    account = next((part[1:].lower() for part in link.parts if part.startswith("@")), "")
    number = _number(link)
    if number:
        comment = _comment(link)
        if comment:
            return Recognised(platform="tiktok", kind="comment", post_id=f"{number}/{comment}")
        return Recognised(platform="tiktok", kind="post", post_id=number, account=account)
    code = _short_code(link)
    if code:
        return Recognised(platform="tiktok", kind="short", post_id=code)
    if not link.parts or link.parts[0] in SECTIONS:
        return Recognised(platform="tiktok")
    if link.parts[0].startswith("@") and (len(link.parts) == 1 or link.parts[1:] == ("live",)):
        return Recognised(platform="tiktok", account=account)
    return None


def _number(link: Link) -> str:
    for place, part in enumerate(link.parts[:-1]):
        if part in BEFORE_NUMBER and (number := NUMBER.fullmatch(link.parts[place + 1])):
            return number[1]
    for name in IN_QUERY:
        if number := NUMBER.fullmatch(link.query.get(name, "")):
            return number[1]
    return ""


def _comment(link: Link) -> str:
    """Return the comment that a link points out: its number, or that number in base 64."""
    plain = link.query.get("share_comment_id", "") or link.query.get("comment_id", "")
    coded = link.query.get("cid", "")
    if not plain and coded:
        try:
            plain = base64.b64decode(coded + "=" * (-len(coded) % 4)).decode("latin-1")
        except (binascii.Error, ValueError):
            return coded
    return plain if NUMBER.fullmatch(plain) else coded


def _short_code(link: Link) -> str:
    """Return the code of `vm.`, `vt.` and `/t/`: one shortener, whatever stands before it."""
    code = link.part(0)
    if link.host.split(".")[0] not in SHORTENERS:
        code = link.part(1) if code == "t" else ""
    return code if CODE.fullmatch(code) else ""
