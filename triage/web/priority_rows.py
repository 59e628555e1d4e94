"""A case's priority as pages show it: the band with its number, the points with their reasons, an officer's word."""

from typing import Any

from django.utils.translation import gettext as _

from reports.models import Case
from triage.models import Priority
from triage.rules.priority_table import Band, Fact
from triage.selectors.priorities import find_priority
from triage.services.priority_overrides import read_reason
from triage.web.legible import legible
from triage.web.priority_words import BANDS, COLOURS, FACTS, reason

Row = dict[str, Any]


def band_row(priority: Priority | None) -> Row:
    """Return what a queue shows of a priority: the band in words, its score, and whether it was set by hand."""
    if priority is None or priority.computed_at is None:
        return {"label": _("Not weighed yet"), "colour": "grey", "score": None, "mark": ""}
    return {
        "label": BANDS[priority.band_in_force],
        "colour": COLOURS[priority.band_in_force],
        "score": priority.score,
        "mark": _("set by hand") if priority.overridden_band else "",
    }


def band_tag(row: Row) -> dict[str, str]:
    """Return the tag of a case's head."""
    score = f" · {row['score']}" if row["score"] is not None else ""
    mark = f" · {row['mark']}" if row["mark"] else ""
    return {"text": f"{row['label']}{score}{mark}", "colour": row["colour"]}


def case_priority(case: Case) -> Row:
    """Return all that the page of a case shows of its priority: parts, sum, version, and who overrode it."""
    priority = find_priority(case=case)
    row = band_row(priority)
    if priority is None or priority.computed_at is None:
        return {**row, "parts": [], "override": None, "carried": ""}
    return {
        **row,
        "parts": [_part(part) for part in priority.parts],
        "weighed": BANDS[Band(priority.band)],
        "version": priority.version,
        "computed_at": priority.computed_at,
        "carried": BANDS[Band(priority.carried_band)] if priority.carried_band else "",
        "override": _override(priority),
    }


def _part(part: dict[str, Any]) -> Row:
    fact = Fact(part["fact"])
    return {"name": FACTS[fact], "why": reason(fact, part["amount"]), "points": part["points"]}


def _override(priority: Priority) -> Row | None:
    if not priority.overridden_band:
        return None
    return {
        "band": BANDS[Band(priority.overridden_band)],
        "by": priority.overridden_by.partition(":")[2],
        "at": priority.overridden_at,
        "reason": legible(read_reason, row=priority),
    }
