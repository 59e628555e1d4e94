"""A picture of shares with their intervals: a mark for the share, a line for where the true one may lie."""

from collections.abc import Sequence
from dataclasses import dataclass

from hatehub.design.charts import percent
from triage.rules.shares import Share


@dataclass(frozen=True, kw_only=True)
class ShareRow:
    """One share; places are in per cent of the width. Without a share nothing is drawn, and the words say why."""

    name: str
    words: str
    value: str = ""
    low: str = ""
    high: str = ""


@dataclass(frozen=True, kw_only=True)
class SharePicture:
    """Shares in rows. `id` is unique on its page; `description` says in a sentence what is to be seen."""

    id: str
    title: str
    description: str
    rows: tuple[ShareRow, ...]


def share_picture(
    *, code: str, title: str, description: str, rows: Sequence[tuple[str, Share | None, str]]
) -> SharePicture:
    """Return the picture of some shares, each with its name, and what is written at its end."""
    return SharePicture(
        id=code,
        title=title,
        description=description,
        rows=tuple(_row(name, share, words) for name, share, words in rows),
    )


def _row(name: str, share: Share | None, words: str) -> ShareRow:
    if share is None:
        return ShareRow(name=name, words=words)
    value, low, high = (percent(part, 1) for part in (share.value, share.low, share.high))
    return ShareRow(name=name, words=words, value=value, low=low, high=high)
