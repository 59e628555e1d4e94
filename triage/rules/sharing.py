"""What reports share: whom a post speaks to, whether one person sent twice, when many become a wave. Pure."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

MENTION = re.compile(r"(?<![\w@./])@([\w.]{2,60}(?:@[\w.-]{3,60})?)")
MOST_TARGETS = 5


@dataclass(frozen=True, kw_only=True)
class WaveTable:
    """When many reports count as a wave, in the version that was loaded.

    A wave begins with `from_reports` that share something, sent within `within`. It is listed for `shown_for`
    after its last report. One person's reports are offered as sent again within `sent_again`.
    """

    version: str
    from_reports: int
    within: timedelta
    shown_for: timedelta
    sent_again: timedelta


class BadWaveTable(Exception):
    """The table cannot be used; the message says why."""


def check_table(table: WaveTable) -> WaveTable:
    """Return the table if a wave is at least two reports and every span is longer than nothing. Raises BadWaveTable."""
    if table.from_reports < 2:
        raise BadWaveTable(f"version {table.version}: a wave has at least two reports")
    if min(table.within, table.shown_for, table.sent_again) <= timedelta():
        raise BadWaveTable(f"version {table.version}: every span has to be longer than nothing")
    return table


def find_targets(words: Iterable[str], *, authors: Iterable[str]) -> list[str]:
    """Return the handles that posts speak to, in lower case, at most five; those who wrote them are left out."""
    left_out = {author.lstrip("@").casefold() for author in authors}
    found: dict[str, None] = {}
    for text in words:
        for match in MENTION.finditer(text):
            found[match.group(1).rstrip(".").casefold()] = None
    return [handle for handle in found if len(handle) > 1 and handle not in left_out][:MOST_TARGETS]


def is_sent_again(
    *, own_posts: frozenset[str], other_posts: frozenset[str], apart: timedelta, table: WaveTable
) -> bool:
    """Tell whether two reports of one person may be one thing sent twice.

    They were sent soon after each other, and do not name different posts: a person who reports ten posts has not
    reported one post ten times.
    """
    if abs(apart) > table.sent_again:
        return False
    return not own_posts or not other_posts or bool(own_posts & other_posts)
