"""Mastodon and its kin on any server: a status is its server and the number that this server gave it.

Another server shows the same status under a number of its own, which cannot be told equal without asking it.
"""

import re
import uuid

from reports.rules.post_keys.links import Link
from reports.rules.post_keys.recognised import Recognised

NUMBER = re.compile(r"[1-9][0-9]{14,19}")
SHORT_NUMBER = re.compile(r"[1-9][0-9]{0,13}")
FLAKE = re.compile(r"[A-Z][A-Za-z0-9]{17}")
HANDLE = re.compile(r"@?([\w.-]{1,64}(?:@[\w.-]{3,100})?)", re.ASCII)
PROFILE = re.compile(r"@[\w.-]{1,64}(?:@[\w.-]{3,100})?", re.ASCII)
BEHIND = ("embed", "activity", "reblogs", "favourites", "quotes", "reactions", "media")
FLICKR = "123456789abcdefghijkmnopqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ"
UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
SHORT_UUID = re.compile(f"[{FLICKR}]{{22}}")


def recognise(link: Link) -> Recognised | None:
    """Return the status of a link shaped like those of Mastodon, Pleroma, Pixelfed or PeerTube; a profile is none."""
    parts = link.parts
    if len(parts) < 2:
        return Recognised(platform="other") if parts and PROFILE.fullmatch(parts[0]) else None
    if len(parts) > 2 and parts[0] in ("web", "deck", "ap"):
        parts = parts[1:]
    if len(parts) > 2 and parts[-1] in BEHIND:
        parts = parts[:-1]
    return _status(link.host, parts) or _notice(link.host, parts) or _video(link.host, link.parts)


def _status(host: str, parts: tuple[str, ...]) -> Recognised | None:
    if len(parts) == 2 and parts[0] == "statuses" and NUMBER.fullmatch(parts[1]):
        return _found(host, parts[1])
    if len(parts) == 2 and parts[0].startswith("@"):
        account, number = parts
    elif len(parts) == 3 and parts[0].startswith("@") and parts[1] == "posts":
        account, number = parts[0], parts[2]
    elif len(parts) == 4 and parts[0] == "users" and parts[2] == "statuses":
        account, number = parts[1], parts[3]
    else:
        return None
    named = HANDLE.fullmatch(account)
    if named is None:
        return None
    account = named[1].lower()
    if NUMBER.fullmatch(number) or (FLAKE.fullmatch(number) and len(parts) > 2):
        return _found(host, number, account)
    # The first servers counted from 1: so short a number is only the page of its account that a browser shows.
    if len(parts) == 4 and SHORT_NUMBER.fullmatch(number):
        return Recognised(platform="other", kind="page", post_id=f"{host}/@{parts[1]}/{number}")
    return None


def _notice(host: str, parts: tuple[str, ...]) -> Recognised | None:
    """Return a Pleroma notice or a Pixelfed post, which both count per server."""
    if len(parts) == 2 and parts[0] == "notice" and FLAKE.fullmatch(parts[1]):
        return _found(host, parts[1])
    if len(parts) == 3 and parts[0] == "p" and NUMBER.fullmatch(parts[2]):
        return Recognised(platform="other", kind="post", post_id=f"{host}/p/{parts[2]}")
    if parts[:-1] == ("i", "web", "post") and NUMBER.fullmatch(parts[-1]):
        return Recognised(platform="other", kind="post", post_id=f"{host}/p/{parts[-1]}")
    return None


def _video(host: str, parts: tuple[str, ...]) -> Recognised | None:
    """Return a PeerTube video, whose short code is its UUID in base 58."""
    code = parts[-1]
    if parts[:-1] in (("w",), ("videos", "watch"), ("videos", "embed")):
        if SHORT_UUID.fullmatch(code):
            number = 0
            for letter in code:
                number = number * 58 + FLICKR.index(letter)
            code = str(uuid.UUID(int=number)) if number < 1 << 128 else code
        if UUID.fullmatch(code.lower()):
            return Recognised(platform="other", kind="video", post_id=f"{host}/{code.lower()}")
    return None


def _found(host: str, number: str, account: str = "") -> Recognised:
    full = f"@{account}" if "@" in account else f"@{account}@{host}" if account else ""
    return Recognised(platform="mastodon", kind="post", post_id=f"{host}/{number}", account=full)
