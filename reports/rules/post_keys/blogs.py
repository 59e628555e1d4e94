"""Tumblr, Medium and Substack."""

import re

from reports.rules.post_keys.links import Link
from reports.rules.post_keys.recognised import Recognised
from reports.rules.post_keys.word_lists import words

TUMBLR_HOSTS = ("tumblr.com", "tmblr.co")
MEDIUM_HOSTS = ("medium.com", "scribe.rip")
SUBSTACK_HOSTS = ("substack.com",)
NUMBER = re.compile(r"[1-9][0-9]{4,24}")
BLOG = re.compile(r"[a-z0-9-]{1,64}")
TUMBLR_OWN = frozenset(words("tagged search explore dashboard communities login register settings inbox likes about"))
MEDIUM_ID = re.compile(r"(?:.*-)?([0-9a-f]{9,12})")
SLUG = re.compile(r"[\w.~%-]{1,300}")
NOTE = re.compile(r"c-([1-9][0-9]{3,15})")
NUMBERED = re.compile(r"p-([1-9][0-9]{3,15})")


def recognise_tumblr(link: Link) -> Recognised | None:
    """Return the post of a link to Tumblr; a reblog has a number of its own and so is another post."""
    label = link.host.removesuffix(".tumblr.com")
    if link.host in ("tmblr.co",):
        return Recognised(platform="tumblr", kind="short", post_id=link.part(0)) if link.parts else None
    parts = link.parts
    if label in ("tumblr.com", "m", "at", "embed"):
        words = ("blog", "view", "dashboard", "embed")
        while parts and parts[0] in words:
            parts = parts[1:]
        blog, behind = parts[0] if parts else "", parts[1:]
        if blog in TUMBLR_OWN or len(blog) == 0:
            return Recognised(platform="tumblr")
    else:
        blog, behind = label, parts
    behind = behind[1:] if behind[:1] in (("post",), ("image",), ("private",)) else behind
    blog = blog.lower()
    if behind and NUMBER.fullmatch(behind[0]) and BLOG.fullmatch(blog):
        return Recognised(platform="tumblr", kind="post", post_id=f"{blog}/{behind[0]}", account=blog)
    if label == "at" and behind:
        return Recognised(platform="tumblr", kind="short", post_id="/".join(parts))
    return Recognised(platform="tumblr", account=blog) if not behind else None


def recognise_medium(link: Link) -> Recognised | None:
    """Return the article of a link to Medium by the code at the end of its name."""
    parts = link.parts[1:] if link.part(0) == "amp" else link.parts
    last = parts[-1] if parts else ""
    if link.host == "link.medium.com":
        return Recognised(platform="medium", kind="short", post_id=last) if last else None
    code = MEDIUM_ID.fullmatch(last) if link.part(0) not in ("tag", "tags", "search") else None
    if code and (("-" in last and len(parts) <= 2) or (len(parts) == 2 and parts[0] == "p")):
        account = parts[0][1:].lower() if parts[0].startswith("@") else ""
        return Recognised(platform="medium", kind="post", post_id=code[1], account=account)
    if len(parts) <= 1 or parts[0] in ("tag", "tags", "search"):
        return Recognised(platform="medium", account=last[1:].lower() if last.startswith("@") else "")
    return None


def recognise_substack(link: Link) -> Recognised | None:
    """Return the article, note or comment of a link to Substack; notes and comments count together."""
    parts = link.parts
    fragment = re.fullmatch(r"comment-([0-9]+)", link.fragment)
    comment = fragment[1] if fragment else link.after("comment")
    note = NOTE.fullmatch(parts[-1]) if parts and "note" in parts else None
    if note or (comment.isascii() and comment.isdecimal()):
        return Recognised(platform="substack", kind="comment", post_id=note[1] if note else comment)
    numbered = next((named[1] for part in parts if (named := NUMBERED.fullmatch(part))), "")
    if not numbered and parts[:1] in (("cp",), ("i",)) and NUMBER.fullmatch(link.part(1)):
        numbered = parts[1]
    if not numbered and parts[:1] == ("app-link",) and NUMBER.fullmatch(link.query.get("post_id", "")):
        numbered = link.query["post_id"]
    if numbered:
        return Recognised(platform="substack", kind="post", post_id=numbered)
    label = link.host.removesuffix(".substack.com")
    if label == "open" and parts[:1] == ("pub",) and len(parts) > 2:
        label, parts = parts[1], parts[2:]
    slug = (
        parts[-1] if parts[:-1] in (("p",), ("embed", "p")) else parts[1] if parts[:1] == ("p",) and parts[1:] else ""
    )
    if slug and SLUG.fullmatch(slug) and label != link.host:
        number = f"{label.lower()}/{slug.lower()}"
        return Recognised(platform="substack", kind="post", post_id=number, account=label.lower())
    own = ("archive", "about", "subscribe", "notes", "podcast", "inbox", "home", "discover")
    return (
        Recognised(platform="substack")
        if not parts or (len(parts) == 1 and (parts[0][0] == "@" or parts[0] in own))
        else None
    )
