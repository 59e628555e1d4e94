"""The captures of a case as a package lists them: what was tried, by which tool, and what came of it."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from referrals.models import Capture
from referrals.selectors import captures
from referrals.selectors.capture_words import sentence_for
from reports.models import Case


def captures_of(*, case: Case, paths: Mapping[int, str], hide: Callable[[str], str]) -> list[dict[str, Any]]:
    """Return the captures of a case, oldest first; one query.

    `paths` gives by exhibit where its bytes are in the package, `hide` takes out of an address whoever may not be
    named. Who captured is told by role. A capture that still waits or runs is none yet.
    """
    ended = (each for each in captures.of_case(case) if each.finished_at is not None)
    return [_row(each, paths=paths, hide=hide) for each in ended]


def _row(each: Capture, *, paths: Mapping[int, str], hide: Callable[[str], str]) -> dict[str, Any]:
    made = (each.warc, each.picture)
    return {
        "id": str(each.id),
        "report": each.report.reference,
        "manner": each.manner,
        "state": each.state,
        "shown_by": each.shown_by,
        "url": hide(each.url),
        "final_url": hide(each.final_url),
        "status": each.status,
        "tool": each.tool,
        "tool_version": each.tool_version,
        "picture_tool": each.picture_tool,
        "operator": each.operator.partition(":")[0],
        "exit_address": each.exit_address,
        "started_at": _written(each.started_at),
        "finished_at": _written(each.finished_at),
        "failure": each.failure,
        "failure_in_words": sentence_for(each.failure) if each.failure else "",
        "files": [
            {"exhibit": item.exhibit, "path": f"data/{paths[item.id]}", "sha256": item.sha256}
            for item in made
            if item is not None and item.id in paths
        ],
    }


def _written(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None
