"""Words that the hub drafts under figures: what there is more and less of, and no more than the numbers say. Pure."""

from collections.abc import Iterable, Mapping
from typing import Any

from intel.rules.changes import Change, compare

Drawn = Mapping[str, Any]
MOST_NAMED = 4


def draft(figures: Iterable[Drawn]) -> str:
    """Return the words for a section with these figures, a paragraph for each in which something was counted."""
    said = [words for figure in figures if (words := _of(figure))]
    return "\n\n".join(said)


def draft_summary(figures: Iterable[Drawn]) -> str:
    """Return the opening words of an assessment: the trend first, then each comparison that shows a change."""
    told = []
    for figure in figures:
        words = _of(figure)
        if words and (figure["code"] == "trend" or any(_changed(figure))):
            told.append(words)
    return "\n\n".join(told)


def _of(figure: Drawn) -> str:
    if figure["code"] == "trend":
        return _trend(figure)
    if figure["compares"]:
        return _comparison(figure)
    return _top(figure)


def _trend(figure: Drawn) -> str:
    now, before = figure["rows"][-1], figure["rows"][-2]
    change = {
        Change.FEW: "too few to say whether that is a change",
        Change.SAME: "no more of a difference than chance would give",
        Change.MORE: "more than chance would give",
        Change.FEWER: "fewer than chance would give",
    }[compare(now=now[1], before=before[1])]
    return (
        f"{_n(now[1], 'report')} arrived from {figure['period']}, worked as {_n(now[2], 'case')}. "
        f"In as many days before there were {before[1]:,}: {change}."
    )


def _comparison(figure: Drawn) -> str:
    rows = [row for row in figure["rows"] if row[1]]
    if not rows:
        return ""
    most = ", ".join(f"{row[0]} ({row[1]:,})" for row in rows[:MOST_NAMED])
    said = [f"{figure['title']}: {most}."]
    more, fewer = _changed(figure)
    if more:
        said.append(f"More than in the days before: {_listed(more)}.")
    if fewer:
        said.append(f"Fewer than in the days before: {_listed(fewer)}.")
    return " ".join(said)


def _changed(figure: Drawn) -> tuple[list[Any], list[Any]]:
    """Return the rows of which there are more, and fewer, than before, as far as that can be told."""
    if not figure["compares"]:
        return [], []
    judged = [(compare(now=row[1], before=row[2]), row) for row in figure["rows"]]
    more = [row for change, row in judged if change is Change.MORE]
    return more, [row for change, row in judged if change is Change.FEWER]


def _top(figure: Drawn) -> str:
    if not figure["rows"] or figure["code"] in ("hours", "prevention"):
        return ""
    most = ", ".join(f"{row[0]} ({row[1]:,})" for row in figure["rows"][:MOST_NAMED])
    return f"{figure['title']}: {most}."


def _listed(rows: Iterable[Any]) -> str:
    return ", ".join(f"{row[0]} ({row[1]:,} against {row[2]:,})" for row in list(rows)[:MOST_NAMED])


def _n(number: int, noun: str) -> str:
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"
