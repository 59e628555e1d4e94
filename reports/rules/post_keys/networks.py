"""Smaller networks, a few lines each: Truth Social, Gab, GETTR, Pinterest, Snapchat, WhatsApp and Lemmy."""

import re

from reports.rules.post_keys.links import Link
from reports.rules.post_keys.recognised import Recognised
from reports.rules.post_keys.word_lists import words

TRUTH_HOSTS = ("truthsocial.com",)
GAB_HOSTS = ("gab.com",)
GETTR_HOSTS = ("gettr.com",)
SNAPCHAT_HOSTS = ("snapchat.com",)
WHATSAPP_HOSTS = ("whatsapp.com", "wa.me")
PINTEREST_ENDINGS = words(
    "com co.uk de fr es it at ch ca com.au co.nz jp co.kr pt se dk nl ie ru cl com.mx ph nz info com.uy cz hu id in "
    "com.pe com.py com.ec com.bo com.vn th tw vn be fi no pl ro gr tr"
)
PINTEREST_HOSTS = (*(f"pinterest.{ending}" for ending in PINTEREST_ENDINGS), "pin.it")
LEMMY_HOSTS = words(
    "lemmy.world lemmy.ml beehaw.org sh.itjust.works lemm.ee lemmy.ca feddit.uk feddit.de feddit.org lemmygrad.ml "
    "hexbear.net startrek.website programming.dev sopuli.xyz lemmy.dbzer0.com infosec.pub aussie.zone midwest.social "
    "slrpnk.net discuss.tchncs.de lemmy.blahaj.zone lemmynsfw.com reddthat.com lemmy.zip lemmy.today"
)
LEMMY_LABELS = ("lemmy", "feddit")
STATUS = re.compile(r"[1-9][0-9]{14,19}")
NUMBER = re.compile(r"[1-9][0-9]{0,15}")
GETTR = re.compile(r"[pc][0-9a-z]{4,16}")
PIN = re.compile(r"(?:.*--)?([1-9][0-9]{5,24})")
SNAP = re.compile(r"[A-Za-z0-9_-]{8,160}")
CODE = re.compile(r"[A-Za-z0-9_-]{4,24}")
WHATSAPP_CHANNEL = re.compile(r"[0-9A-Za-z]{15,40}")
LEMMY_ASIDE = ("old", "m", "a", "photon", "alexandrite", "voyager", "mlmym")


def recognise_truth(link: Link) -> Recognised | None:
    """Return the post of a link to Truth Social; None for another page there."""
    return _numbered(link, "truth_social")


def recognise_gab(link: Link) -> Recognised | None:
    """Return the post of a link to Gab, where a comment is a post with a number of its own."""
    return _numbered(link, "gab")


def _numbered(link: Link, platform: str) -> Recognised | None:
    """Return the one long number of a link; two would be a post and what is shown of it."""
    parts = link.parts
    behind = link.after("posts", "statuses", "status") or (link.part(1) if link.part(0).startswith("@") else "")
    if STATUS.fullmatch(behind):
        handle = parts[1] if parts[0] == "users" else "" if parts[0] in ("groups", "posts", "statuses") else parts[0]
        return Recognised(platform=platform, kind="post", post_id=behind, account=handle.lstrip("@").lower())
    if len(parts) <= 1 or (parts[0] == "groups" and len(parts) == 2):
        named = link.part(0) if parts[:1] != ("groups",) else ""
        return Recognised(platform=platform, account=named.lstrip("@").lower())
    return None


def recognise_gettr(link: Link) -> Recognised | None:
    """Return the post or comment of a link to GETTR; None for another page there."""
    code = link.part(1).lower()
    if link.part(0) in ("post", "comment", "streaming") and GETTR.fullmatch(code):
        kind = "comment" if link.part(0) == "comment" else "post"
        return Recognised(platform="gettr", kind=kind, post_id=code)
    if len(link.parts) <= 1 or link.parts[0] == "user":
        return Recognised(platform="gettr", account=link.part(1).lower())
    return None


def recognise_pinterest(link: Link) -> Recognised | None:
    """Return the pin of a link to Pinterest in any country; None for another page there."""
    if link.host == "pin.it":
        code = link.part(0)
        return Recognised(platform="pinterest", kind="short", post_id=code) if CODE.fullmatch(code) else None
    pin = PIN.fullmatch(link.after("pin"))
    if pin:
        return Recognised(platform="pinterest", kind="post", post_id=pin[1])
    if len(link.parts) <= 1 or link.parts[0] in ("search", "ideas"):
        return Recognised(platform="pinterest", account=link.part(0).lower() if len(link.parts) == 1 else "")
    return None


def recognise_snapchat(link: Link) -> Recognised | None:
    """Return the video or story of a link to Snapchat; None for another page there."""
    parts = link.parts
    if SNAP.fullmatch(link.after("spotlight")):
        return Recognised(platform="snapchat", kind="post", post_id=link.after("spotlight"))
    if link.host == "t.snapchat.com" or (link.part(0) == "t" and len(parts) == 2):
        code = parts[-1] if parts else ""
        return Recognised(platform="snapchat", kind="short", post_id=code) if CODE.fullmatch(code) else None
    if len(parts) <= 1 or parts[0] == "add":
        return Recognised(platform="snapchat", account=(parts[-1].lstrip("@").lower() if parts else ""))
    return None


def recognise_whatsapp(link: Link) -> Recognised | None:
    """Return the message of a channel on WhatsApp; a number, an invitation and a channel itself are no posts."""
    if link.part(0) == "channel" and len(link.parts) == 3 and WHATSAPP_CHANNEL.fullmatch(link.parts[1]):
        if NUMBER.fullmatch(link.parts[2]):
            return Recognised(platform="whatsapp", kind="post", post_id="/".join(link.parts[1:]))
        return None
    if link.host in ("wa.me", "chat.whatsapp.com", "api.whatsapp.com") or len(link.parts) <= 2:
        return Recognised(platform="whatsapp")
    return None


def recognise_lemmy(link: Link) -> Recognised | None:
    """Return the post or comment on a server of Lemmy, which counts for itself; None for another page there."""
    parts = link.parts
    aside, _, home = link.host.partition(".")
    host = home if aside in LEMMY_ASIDE and home in LEMMY_HOSTS else link.host
    if len(parts) > 3 and parts[0] == "c" and parts[2] == "p":
        parts = ("post", parts[3], *parts[4:])
    if len(parts) >= 2 and parts[0] in ("post", "comment") and NUMBER.fullmatch(parts[1]):
        if parts[0] == "post" and len(parts) > 2 and NUMBER.fullmatch(parts[2]):
            return Recognised(platform="lemmy", kind="comment", post_id=f"{host}/{parts[2]}")
        kind = "post" if parts[0] == "post" else "comment"
        return Recognised(platform="lemmy", kind=kind, post_id=f"{host}/{parts[1]}")
    if len(parts) <= 1 or (parts[0] in ("c", "u", "m") and len(parts) == 2):
        account = f"{parts[1].lower()}@{host}" if len(parts) == 2 and parts[0] == "u" else ""
        return Recognised(platform="lemmy", account=account)
    return None
