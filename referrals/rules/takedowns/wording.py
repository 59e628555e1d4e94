"""What an officer writes for a request: which fields it needs, and what may stand in them."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum

from referrals.rules.takedowns.door import People
from referrals.rules.takedowns.steps import Asked

LONGEST: Mapping[str, int] = {"terms": 500, "explanation": 2000, "harm": 1000}
NEEDS_HARM = frozenset({Asked.RESTRICT_ACCOUNT, Asked.OTHER_SANCTION})
"""What goes further than removing needs significant harm, said in words."""


class Lacks(StrEnum):
    """What is wrong with a field, beside telling who complained."""

    NEEDED = "needed"
    TOO_LONG = "too_long"
    GROUND = "ground"
    NOT_OF_THE_CASE = "not_of_the_case"
    GOOD_FAITH = "good_faith"


@dataclass(frozen=True, kw_only=True)
class Wording:
    """What an officer says in a request. `offences` are codes of those that the case engages.

    `terms` names the platform's own rule that is broken, in the officer's words; `harm` is needed for what goes
    further than removing. `good_faith` is the officer's own statement.
    """

    action: Asked
    offences: tuple[str, ...] = ()
    terms: str = ""
    explanation: str = ""
    harm: str = ""
    good_faith: bool = False

    @property
    def texts(self) -> dict[str, str]:
        """Return the free texts by field."""
        return {"terms": self.terms, "explanation": self.explanation, "harm": self.harm}


def problems_of(wording: Wording, *, offered: Collection[str], people: People) -> dict[str, list[str]]:
    """Return by field what is wrong, as codes of `Lacks` and of `door.Tells`; empty where it may be sent."""
    found: dict[str, list[str]] = {}
    for field, text in wording.texts.items():
        told = sorted(people.told_by(text)) if text else []
        codes = [*([Lacks.TOO_LONG] if len(text) > LONGEST[field] else []), *told]
        if codes:
            found[field] = [str(code) for code in codes]
    for field, code in _missing(wording):
        found.setdefault(field, []).insert(0, str(code))
    if not set(wording.offences) <= set(offered):
        found["offences"] = [Lacks.NOT_OF_THE_CASE]
    return found


def _missing(wording: Wording) -> list[tuple[str, Lacks]]:
    missing = []
    if not wording.explanation.strip():
        missing.append(("explanation", Lacks.NEEDED))
    if wording.action in NEEDS_HARM and not wording.harm.strip():
        missing.append(("harm", Lacks.NEEDED))
    if wording.action is not Asked.PRESERVE and not wording.offences and not wording.terms.strip():
        missing.append(("terms", Lacks.GROUND))
    if not wording.good_faith:
        missing.append(("good_faith", Lacks.GOOD_FAITH))
    return missing


def legal_basis(*, offences: Collection[str], terms: str) -> str:
    """Return why it is illegal, or against the platform's terms; `offences` are their names with act and section."""
    lines = []
    if offences:
        lines.append("We consider that the content amounts to an offence under the law of the United Kingdom:")
        lines += [f"- {offence}" for offence in offences]
    if terms:
        lines.append(f"{'It also' if offences else 'The content'} breaks your own terms: {terms}")
    return "\n".join(lines)


def explained(*, explanation: str, harm: str) -> str:
    """Return the officer's words, with the harm in a paragraph of its own."""
    return f"{explanation}\n\nSignificant harm: {harm}" if harm else explanation
