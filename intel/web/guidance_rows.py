"""Guidance as pages show it: names for codes, dates and colours."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from intel.models import GuidanceFeedback, GuidanceVersion
from intel.rules.guidance import PROBLEM_NAMES, Problem
from intel.rules.guidance_text import paragraphs

State = GuidanceVersion.State
COLOURS = {State.DRAFT: "yellow", State.PUBLISHED: "green", State.REPLACED: "grey", State.WITHDRAWN: "red"}
Names = Mapping[str, Mapping[str, str]]


def list_row(version: GuidanceVersion, *, names: Names, today: date) -> dict[str, Any]:
    """Return one line of the list."""
    is_overdue = version.state == State.PUBLISHED and (version.look_again_by or today) < today
    return {**_base(version, names), "is_overdue": is_overdue}


def version_row(version: GuidanceVersion, *, names: Names, said: Mapping[str, int]) -> dict[str, Any]:
    """Return one version in full, with what forces said of it."""
    return {
        **_base(version, names),
        "paragraphs": paragraphs(version.body),
        "who": _who(version.written_by),
        "reviewer": _who(version.reviewed_by),
        "times_given": getattr(version, "times_given", 0),
        "said": [{"text": label, "times": said.get(value, 0)} for value, label in GuidanceFeedback.Verdict.choices],
    }


def _base(version: GuidanceVersion, names: Names) -> dict[str, Any]:
    return {
        "version": version,
        "code": version.guidance.code,
        "state": State(version.state).label,
        "colour": COLOURS[State(version.state)],
        "is_for": is_for(version, names),
    }


def is_for(version: GuidanceVersion, names: Names) -> list[dict[str, str]]:
    """Return what a version is for, a line for each kind that it names."""
    problems = {str(code): PROBLEM_NAMES[code] for code in Problem}
    kinds = (
        ("Problems", version.problems, problems),
        ("Offences", version.offences, names["offences"]),
        ("Platforms", version.platforms, names["platforms"]),
        ("Strands", version.strands, names["strands"]),
    )
    return [
        {"kind": kind, "names": "; ".join(known.get(code, code) for code in codes)}
        for kind, codes, known in kinds
        if codes
    ]


def _who(actor: str) -> str:
    """Return an actor as pages name them: the name of a person, or the hub."""
    return actor.partition(":")[2] or "The hub"
