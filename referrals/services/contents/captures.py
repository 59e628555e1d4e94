"""The captures of a case as a package lists them: what was tried, by which tool, and what came of it."""

from typing import Any

from reports.models import Case


def captures_of(*, case: Case, paths: dict[int, str]) -> list[dict[str, Any]]:
    """Return the captures of a case, oldest first; `paths` gives by exhibit where its bytes are in the package."""
    return []
