"""Forums on any site: the many addresses of one message under XenForo, phpBB, vBulletin, SMF, Invision and Discourse.

Told by shapes that only these programs have; a message number is the whole forum's, so the topic falls away.
"""

import re
from dataclasses import replace

from reports.rules.post_keys.links import Link

THREAD = re.compile(r"(?:.*\.)?([0-9]+)")
TOPIC = re.compile(r"([0-9]+)(?:-.*)?")
MESSAGE = re.compile(r"(?:js-)?(?:post|p)[-_]?([0-9]+)")
COMMENT = re.compile(r"(?:find)?comment-([0-9]+)", re.IGNORECASE)
SMF_TOPIC = re.compile(r"([0-9]+)\.(?:msg)?([0-9]+)")
SCRIPTS = ("viewtopic.php", "showthread.php", "showpost.php")
DISCOURSE = ("forum", "forums", "community", "discuss", "discourse", "meta", "talk")
PAGE_OF_COMMENTS = re.compile(r"comment-page-[0-9]+")
Pairs = tuple[tuple[str, str], ...]


def one_spelling(link: Link) -> Link:
    """Return the link in the one spelling that its forum's program allows; other links as they are."""
    link = _routed(link)
    last = link.parts[-1] if link.parts else ""
    if last in SCRIPTS:
        link = _script(link, last)
    elif "threads" in link.parts[:-1]:
        link = _xenforo(link)
    elif "topic" in link.parts[:-1]:
        link = _invision(link)
    elif "topic" in link.query:
        link = _smf(link)
    elif link.part(0) == "t" and any(label in DISCOURSE for label in link.host.split(".")[:-1]):
        link = _discourse(link)
    elif link.fragment and PAGE_OF_COMMENTS.fullmatch(last):
        link = replace(link, parts=link.parts[:-1])
    return link


def _routed(link: Link) -> Link:
    """Carry out `index.php?threads/slug.5/`, which is `/threads/slug.5/`."""
    if not link.pairs or link.pairs[0][1] or "/" not in link.pairs[0][0]:
        return link
    route = tuple(part for part in link.pairs[0][0].split("/") if part)
    if route[:1] not in (("threads",), ("topic",), ("posts",)):
        return link
    base = link.parts[:-1] if link.parts[-1:] == ("index.php",) else link.parts
    return replace(link, parts=base + route, pairs=link.pairs[1:])


def _xenforo(link: Link) -> Link:
    place = link.parts.index("threads")
    base, slug, behind = link.parts[:place], link.parts[place + 1], link.parts[place + 2 :]
    message = MESSAGE.fullmatch(link.fragment) or (MESSAGE.fullmatch(behind[-1]) if behind else None)
    thread = THREAD.fullmatch(slug)
    if message and (thread or TOPIC.fullmatch(slug)):
        return replace(link, parts=(*base, "posts", message[1]), pairs=(), fragment="")
    if thread is None:
        return link
    kept = tuple(part for part in behind if part not in ("latest", "unread"))
    return replace(link, parts=(*base, "threads", thread[1], *kept))


def _script(link: Link, script: str) -> Link:
    """Return phpBB's and vBulletin's message, or their topic with its page."""
    named = MESSAGE.fullmatch(link.fragment)
    number = named[1] if named else link.query.get("p", "")
    if number.isdecimal():
        parts = (*link.parts[:-1], "showthread.php" if script == "showpost.php" else script)
        return replace(link, parts=parts, pairs=(("p", number),), fragment="")
    idle = ("f", "sid", "s") if "t" in link.query else ("sid", "s")
    pairs: Pairs = tuple(pair for pair in link.pairs if pair[0] not in idle)
    if pairs and not pairs[0][1] and (topic := TOPIC.fullmatch(pairs[0][0])):
        pairs = (("t", topic[1]), *pairs[1:])
    return replace(link, pairs=pairs)


def _smf(link: Link) -> Link:
    topic = SMF_TOPIC.fullmatch(link.query["topic"])
    if topic is None:
        return link
    message = re.fullmatch(r"msg([0-9]+)", link.fragment)
    number = f"{topic[1]}.msg{message[1]}" if message else link.query["topic"]
    pairs = tuple(("topic", number) if name == "topic" else (name, value) for name, value in link.pairs)
    return replace(link, pairs=pairs, fragment="" if message else link.fragment)


def _invision(link: Link) -> Link:
    place = link.parts.index("topic")
    topic = re.fullmatch(r"([0-9]+)-.*", link.parts[place + 1])
    if topic is None:
        return link
    base = (*link.parts[:place], "topic", topic[1])
    named = COMMENT.fullmatch(link.fragment)
    comment = named[1] if named else link.query.get("comment", "")
    if comment.isdecimal():
        return replace(link, parts=base, pairs=(("comment", comment),), fragment="")
    return replace(link, parts=base + link.parts[place + 2 :])


def _discourse(link: Link) -> Link:
    numbers = link.parts[2:] if len(link.parts) > 2 and not link.parts[1].isdecimal() else link.parts[1:]
    if numbers and all(number.isdecimal() for number in numbers):
        return replace(link, parts=("t", *numbers), pairs=tuple(pair for pair in link.pairs if pair[0] != "u"))
    return link
