"""The practice board in words and pictures: shares with intervals, beside like cases, and what forces say."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from hatehub.design.intervals import Interval, IntervalPicture, interval_picture
from intel.models import GuidanceFeedback
from intel.rules.practice import Kind, Ranked, Verdict
from intel.selectors.practice import Board
from triage.rules.shares import Share

TOO_FEW = "too few to say"
MOST_DRAWN = 20
PERIODS = {"year": "The last 12 months", "all": "As long as the hub has records"}
WORK = {
    "asked_to_preserve": "The platform was asked to preserve data",
    "asked_to_remove": "The platform was asked to remove the post",
    "captured": "The hub captured what was posted",
    "advice_expert": "A community expert advised",
    "advice_prosecutor": "A prosecutor advised",
}
VERDICTS: Mapping[Verdict, str] = {
    Verdict.TOO_FEW: "Too few cases to say anything.",
    Verdict.NO_COMPARISON: "There are too few like cases without it to compare with.",
    Verdict.MORE: "More of its cases had a result than of like cases without it.",
    Verdict.FEWER: "Fewer of its cases had a result than of like cases without it.",
    Verdict.NO_DIFFERENCE: "No difference from like cases without it can be told.",
}
KINDS = {Kind.GUIDANCE: "Guidance", Kind.WORK: "Line of work"}


def since_of(period: str, *, today: date) -> date | None:
    """Return the first day of a period; None where everything counts."""
    return None if period == "all" else today - timedelta(days=365)


def board_context(board: Board, *, period: str) -> dict[str, Any]:
    """Return what the board's page shows, for officers and for forces."""
    rows = [_row(place, line, board) for place, line in enumerate(board.lines, start=1)]
    return {
        "rows": rows,
        "picture": _picture(board) if rows else None,
        "cases": board.cases,
        "period": period,
        "periods": [{"code": code, "text": text} for code, text in PERIODS.items()],
        "fewest": board.table.fewest,
        "results": ", ".join(str(number) for number in sorted(board.table.results)),
        "basis": board.table.basis,
        "table_version": board.table.version,
    }


def _row(place: int, line: Ranked, board: Board) -> dict[str, Any]:
    counted = line.counted
    said = board.said.get(counted.code, {}) if counted.kind is Kind.GUIDANCE else {}
    return {
        "place": place if line.share else "",
        "kind": KINDS[counted.kind],
        "code": counted.code if counted.kind is Kind.GUIDANCE else "",
        "title": _title(line, board),
        "counted": counted,
        "share": _words(line.share, counted.cases),
        "other": _words(line.other, counted.other_cases),
        "verdict": VERDICTS[line.verdict],
        "said": _said(said),
    }


def _title(line: Ranked, board: Board) -> str:
    code = line.counted.code
    return board.titles.get(code, code) if line.counted.kind is Kind.GUIDANCE else WORK.get(code, code)


def _words(share: Share | None, cases: int) -> str:
    if share is None:
        return TOO_FEW if cases else "none"
    return f"{_percent(share.value)} % ({_percent(share.low)} to {_percent(share.high)})"


def _said(said: Mapping[str, int]) -> str:
    labels = dict(GuidanceFeedback.Verdict.choices)
    parts = [f"{labels[verdict]}: {said[verdict]}" for verdict in labels if said.get(verdict)]
    return "; ".join(parts)


def _picture(board: Board) -> IntervalPicture:
    drawn = board.lines[:MOST_DRAWN]
    return interval_picture(
        id="chart-practice",
        title="Share of cases with a result",
        description=(
            "A bar for each line of the table below, from none to all. The line over it is the interval in which the "
            "true share lies in 95 of 100 cases. The diamond is the share among like cases without it."
        ),
        rows=[
            (
                f"{_title(line, board)} ({line.counted.cases})",
                f"{_percent(line.share.value)} %" if line.share else TOO_FEW,
                Interval(value=line.share.value, low=line.share.low, high=line.share.high) if line.share else None,
                line.other.value if line.share and line.other else None,
            )
            for line in drawn
        ],
        beside_name="Like cases without it",
    )


def _percent(value: float) -> int:
    return round(100 * value)
