"""A comment is not its parent: a last look at links whose platform names comments in a way that its module ignores."""

import re
from dataclasses import replace

from reports.rules.post_keys.links import Link
from reports.rules.post_keys.recognised import Recognised

FRAGMENT = re.compile(r"(?i)(?:[a-z_-]*comment|reply|response)[-_=:/]?([a-z0-9_-]*[0-9][a-z0-9_-]*)")
NAMES = ("comment_id", "commentId", "comment", "reply_id", "replyId", "reply_comment_id", "lc")
VALUE = re.compile(r".*[0-9].*")


def keep_comment(found: Recognised, link: Link) -> Recognised:
    """Return what was recognised, as a comment under it where the link points to one that was left out."""
    if not found.post_id or found.kind in ("comment", "page"):
        return found
    comment = FRAGMENT.fullmatch(link.fragment)
    if comment:
        return replace(found, kind="comment", post_id=f"{found.post_id}#{comment[1]}", account="")
    for name, value in link.pairs:
        if name in NAMES and VALUE.fullmatch(value):
            return replace(found, kind="comment", post_id=f"{found.post_id}#{value}", account="")
    return found
