"""What whoever referred a report is told of it: where it stands in a word, and what came of it in a sentence."""

from collections.abc import Mapping
from enum import StrEnum


class Told(StrEnum):
    """Where a referred report stands, as its referrer is told."""

    RECEIVED = "received"
    IN_TRIAGE = "in_triage"
    CRIME = "assessed_crime"
    NON_CRIME = "assessed_non_crime"
    OUT_OF_SCOPE = "out_of_scope"
    OFFERED = "offered_to_force"
    WITH_FORCE = "with_force"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"
    ERASED = "erased"


OF_STATE: Mapping[str, Told] = {
    "received": Told.RECEIVED,
    "in_triage": Told.IN_TRIAGE,
    "assessed_crime": Told.CRIME,
    "assessed_non_crime": Told.NON_CRIME,
    "out_of_scope": Told.OUT_OF_SCOPE,
    "assigned": Told.OFFERED,
    "packaged": Told.OFFERED,
    "with_force": Told.WITH_FORCE,
    "closed": Told.CLOSED,
}
WITH_A_FORCE = frozenset({Told.OFFERED, Told.WITH_FORCE, Told.CLOSED})
SENTENCES: Mapping[Told, str] = {
    Told.RECEIVED: "The hub has it. An officer reads it next.",
    Told.IN_TRIAGE: "An officer is reading it.",
    Told.CRIME: "The hub takes it for a crime. Which force is responsible is settled next.",
    Told.NON_CRIME: "The hub does not take it for a crime.",
    Told.OUT_OF_SCOPE: "The hub cannot act on it.",
    Told.OFFERED: "A police force is asked to take it on.",
    Told.WITH_FORCE: "A police force has taken it on.",
    Told.CLOSED: "It is closed.",
    Told.WITHDRAWN: "It was withdrawn.",
    Told.ERASED: "It was erased.",
}
OUTCOMES: Mapping[str, str] = {
    "result": "It is closed: the police force has a result.",
    "no_enforcement": "It is closed: it was a crime, but nobody can act on it.",
    "non_crime": "It is closed: it was recorded, and is not a crime.",
    "out_of_scope": "It is closed: the hub cannot act on it.",
}
WITHDRAWN = "withdrawn"


def told(*, state: str, own_outcome: str, is_erased: bool) -> Told:
    """Return where a report stands. `state` is that of the report that leads; `own_outcome` the report's own."""
    if is_erased:
        return Told.ERASED
    if own_outcome == WITHDRAWN:
        return Told.WITHDRAWN
    return OF_STATE[state]


def outcome_of(*, stands: Told, outcome: str) -> str | None:
    """Return the code of an outcome where it may be told: of what is closed, and one that there is a sentence for."""
    return outcome if stands is Told.CLOSED and outcome in OUTCOMES else None


def sentence_of(*, stands: Told, outcome: str | None) -> str:
    """Return the sentence for a state and, of what is closed, its outcome."""
    return OUTCOMES[outcome] if outcome else SENTENCES[stands]


def may_learn_force(*, is_that_force: bool, kind: str, agreement: str) -> bool:
    """Tell whether a referrer is told which force has a report.

    That force itself is; whoever reports for themselves; and whom the person agreed to have it reported by (ADR 0033).
    """
    return is_that_force or kind == "professional" or agreement == "agrees"
