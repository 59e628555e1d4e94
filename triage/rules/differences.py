"""How a report differs from the report that leads its case: what an officer must not overlook in a wave of many."""

from dataclasses import dataclass
from enum import StrEnum


class Difference(StrEnum):
    """One way in which a report is not just one more of the same; the more urgent come first.

    Danger, a child and being the victim are about the person who reports, so they count whatever the lead is.
    """

    IN_DANGER = "in_danger"
    CHILD = "child"
    IS_VICTIM = "is_victim"
    PERHAPS_IN_DANGER = "perhaps_in_danger"
    FOR_VICTIM = "for_victim"
    OTHER_STRAND = "other_strand"
    OWN_FILE = "own_file"
    OWN_POST = "own_post"
    OTHER_FORCE_AREA = "other_force_area"


ORDER = {difference: place for place, difference in enumerate(Difference)}
UNLIKE_NONE = len(ORDER)
"""The rank of a report that differs in nothing."""
URGENT = frozenset(Difference) - {Difference.OTHER_FORCE_AREA}
"""Differences for which an officer looks at a report before it is merged, however certain it is that it is the same."""
AFFECTED = frozenset({"victim", "third_party"})
"""Who tells of a victim's own place, or of that of the person they speak for; a witness tells only of theirs."""


@dataclass(frozen=True, kw_only=True)
class ReportFacts:
    """What the rule is asked with. `kind` and `danger` are the report's codes; `posts` and `files` identify each.

    `force` is empty where the place is not known.
    """

    kind: str = "unstated"
    danger: str = ""
    is_under_18: bool = False
    strands: frozenset[str] = frozenset()
    posts: frozenset[str] = frozenset()
    files: frozenset[str] = frozenset()
    force: str = ""


def differences(own: ReportFacts, *, lead: ReportFacts) -> tuple[Difference, ...]:
    """Return in what a report differs from its case's lead, the most urgent first; empty where in nothing."""
    holds = {
        Difference.IN_DANGER: own.danger == "danger",
        Difference.CHILD: own.danger == "child" or own.is_under_18,
        Difference.IS_VICTIM: own.kind == "victim",
        Difference.PERHAPS_IN_DANGER: own.danger == "unsure",
        Difference.FOR_VICTIM: own.kind == "third_party" and lead.kind != "third_party",
        Difference.OTHER_STRAND: not own.strands <= lead.strands,
        Difference.OWN_FILE: not own.files <= lead.files,
        Difference.OWN_POST: not own.posts <= lead.posts,
        Difference.OTHER_FORCE_AREA: own.kind in AFFECTED and bool(own.force) and own.force != lead.force,
    }
    return tuple(difference for difference in Difference if holds[difference])


def rank(found: tuple[Difference, ...]) -> int:
    """Return where a report stands in a list, 0 on top: by its first difference, which is the most urgent."""
    return ORDER[found[0]] if found else UNLIKE_NONE
