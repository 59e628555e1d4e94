"""Telegram: a message is its channel and its number; a topic is only a way to it."""

import re

from reports.rules.post_keys.links import Link
from reports.rules.post_keys.recognised import Recognised
from reports.rules.post_keys.word_lists import words

HOSTS = ("t.me", "telegram.me", "telegram.dog", "web.telegram.org", "tgstat.com", "tgstat.ru")
NUMBER = re.compile(r"[1-9][0-9]{0,11}")
NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]{1,40}")
WEB_ROUTE = re.compile(r"-100([0-9]+)(?:_[0-9]+)?_([0-9]+)")
NO_CHANNELS = frozenset(
    words(
        "joinchat addstickers addemoji addlist addtheme share proxy socks setlanguage bg invoice confirmphone login iv "
        "boost giftcode contact m nft"
    )
)


def recognise(link: Link) -> Recognised | None:
    """Return the message or story of a link to Telegram; None for another page there."""
    if link.host == "web.telegram.org":
        shown = WEB_ROUTE.fullmatch(link.fragment)
        return _message(f"c/{shown[1]}", shown[2]) if shown else Recognised(platform="telegram")
    if link.is_on("tgstat.com", "tgstat.ru"):
        named = link.part(0) == "channel" and link.part(1).startswith("@") and len(link.parts) == 3
        return _in_channel(link, (link.part(1)[1:], link.part(2))) if named else None
    parts = link.parts
    if link.host.endswith(".t.me"):
        parts = (link.host.removesuffix(".t.me"), *parts)
    if parts[:1] == ("s",) and len(parts) > 1:
        parts = parts[1:]
    if (
        not parts
        or parts[0].lower() in NO_CHANNELS
        or (parts[0] == "c" and len(parts) == 2)
        or parts[0].startswith("+")
    ):
        return Recognised(platform="telegram")
    return _in_channel(link, parts)


def _in_channel(link: Link, parts: tuple[str, ...]) -> Recognised | None:
    if parts[0] == "c" and len(parts) > 2:
        channel, numbers, private = f"c/{parts[1]}", parts[2:], bool(NUMBER.fullmatch(parts[1]))
    else:
        channel, numbers, private = parts[0].lower(), parts[1:], False
    if not private and not NAME.fullmatch(channel):
        return None
    account = "" if private else channel
    if numbers[:1] == ("s",) and len(numbers) == 2 and NUMBER.fullmatch(numbers[1]):
        return Recognised(platform="telegram", kind="story", post_id=f"{channel}/{numbers[1]}", account=account)
    if 1 <= len(numbers) <= 2 and all(NUMBER.fullmatch(number) for number in numbers):
        return _message(channel, numbers[-1], comment=link.query.get("comment", ""), account=account)
    return None if numbers else Recognised(platform="telegram", account=account)


def _message(channel: str, number: str, *, comment: str = "", account: str = "") -> Recognised:
    if comment:
        return Recognised(platform="telegram", kind="comment", post_id=f"{channel}/{number}#{comment}")
    return Recognised(platform="telegram", kind="post", post_id=f"{channel}/{number}", account=account)
