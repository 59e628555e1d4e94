"""What a re-check may conclude: up, gone or unknown; and when posts are looked at. Pure.

Gone is said of two things alone: the site's own "not found" or "gone" (404 and 410, RFC 9110), and words by which the
post's own platform says that it was removed. The words are general knowledge of how such pages looked, in English.
Pages that say the same of what is private, or only for members, say nothing here: a wall is never counted as gone.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from urllib.parse import urlsplit

from referrals.rules.capture.failures import Failure
from referrals.rules.capture.markers import ADDRESSES
from referrals.rules.capture.markup import Page
from referrals.rules.capture.verdicts import FEW_ON_PLATFORM, ShownBy, Verdict
from reports.rules.post_keys import recognise_post

AFTER_SENDING = (timedelta(hours=24), timedelta(hours=48), timedelta(days=7))
"""When a post is looked at after a platform was asked: as the EU's code of conduct is monitored."""
AFTER_CLAIM = timedelta(minutes=30)
"""Within the hour in which a platform says that it is removed; not at once, as pages are held in caches."""
SECOND_LOOK = timedelta(hours=1)
MOST_ATTEMPTS = 4
SURE = frozenset({ShownBy.WORDS, ShownBy.ADDRESS, ShownBy.FILE})
"""By what a post is seen to be up. That some page came is too weak; so is a file at another address: a placeholder."""
NOT_THERE = {404: Failure.NOT_FOUND, 410: Failure.REMOVED}
SAYS_GONE = frozenset({Failure.REMOVED, Failure.NOT_FOUND})

REMOVED: Mapping[str, re.Pattern[str]] = {
    platform: re.compile(words, re.IGNORECASE)
    for platform, words in {
        "x": r"this post was deleted by|this post is from a suspended account",
        "tiktok": r"couldn.t find this account",
        "youtube": r"this video (has been removed|is no longer available)|account .{0,80}has been terminated",
        "reddit": r"\[ ?(removed|deleted)( by (moderator|reddit))? ?\]"
        r"|sorry, this post (was|has been) (removed|deleted)"
        r"|this community has been banned",
        "bluesky": r"post not found|post (may have been|was) deleted",
        "vk": r"post (not found|(was|has been) deleted)",
    }.items()
}
"""What a platform writes where a post was removed, and nowhere else. Facebook, Instagram and Threads write the same
where only members may see it, so of them nothing but the status counts."""


class Seen(StrEnum):
    """What a look showed."""

    UP = "up"
    GONE = "gone"
    UNKNOWN = "unknown"


@dataclass(frozen=True, kw_only=True)
class Look:
    """What one look showed, and by what. One that `needs_second` is believed when it is the same an hour later."""

    seen: Seen
    reason: str
    needs_second: bool = False


def judge(*, asked: str, final: str, status: int | None, verdict: Verdict, page: Page | None) -> Look:
    """Return what a look showed. `final` is where the link led, `page` what was to be seen there, if anything."""
    if verdict.shown_by is not None:
        is_up = verdict.shown_by in SURE and (verdict.shown_by is not ShownBy.FILE or final == asked)
        return Look(seen=Seen.UP if is_up else Seen.UNKNOWN, reason=verdict.shown_by.value)
    failure = verdict.failure or Failure.BROKE_OFF
    if not _is_of_its_site(asked, final):
        return Look(seen=Seen.UNKNOWN, reason=failure.value)
    if status in NOT_THERE and failure == NOT_THERE[status]:
        return Look(seen=Seen.GONE, reason=failure.value, needs_second=status == 404)
    if status == 200 and failure in SAYS_GONE and _says_removed(page, asked=asked):
        return Look(seen=Seen.GONE, reason=Failure.REMOVED.value)
    return Look(seen=Seen.UNKNOWN, reason=failure.value)


def is_believed(look: Look, *, was_gone: bool, first_gone_at: datetime | None, at: datetime) -> bool:
    """Tell whether what a look showed counts now.

    A plain "not found" does where the post is known to be gone, or was not found an hour ago as well: servers answer
    so while they are being changed, and to robots that they do not like.
    """
    if not look.needs_second or was_gone:
        return True
    return first_gone_at is not None and at - first_gone_at >= SECOND_LOOK


def _is_of_its_site(asked: str, final: str) -> bool:
    """Tell whether an answer came from where the post is, and not from a wall or a front page that it led on to."""
    if final == asked:
        return True
    ours, theirs = recognise_post(asked).platform, recognise_post(final).platform
    if (ours, _host(asked)) != (theirs, _host(final)) and not (ours and ours == theirs):
        return False
    if urlsplit(final).path in ("", "/"):
        return False
    led_to = next((each.failure for each in ADDRESSES if each.pattern.search(final)), None)
    return led_to is None or led_to in SAYS_GONE


def _host(link: str) -> str:
    return (urlsplit(link).hostname or "").removeprefix("www.")


def _says_removed(page: Page | None, *, asked: str) -> bool:
    words = REMOVED.get(recognise_post(asked).platform)
    if words is None or page is None or len(page.text) >= FEW_ON_PLATFORM:
        return False
    return bool(words.search(page.title) or words.search(page.text))
