"""The grades of a 3x5x2 report and what each says, in words of the hub.

The older 5x5x5 gives the source a letter and the information a digit, and its letters mean something else: a grade of
it is refused, never mapped.
"""

from collections.abc import Mapping
from enum import IntEnum, StrEnum


class SourceGrade(IntEnum):
    """How far the source can be relied on."""

    RELIABLE = 1
    UNTESTED = 2
    NOT_RELIABLE = 3


class Grade(StrEnum):
    """How the source came to know it."""

    DIRECTLY = "A"
    CORROBORATED = "B"
    INDIRECTLY = "C"
    NOT_KNOWN = "D"
    SUSPECTED_FALSE = "E"


class Handling(StrEnum):
    """Whether it may be passed on as it is."""

    PERMITTED = "P"
    CONDITIONS = "C"


class SourceKind(StrEnum):
    """What a source is; who it is stands sealed."""

    COMPLAINANT = "complainant"
    OPEN_SOURCE = "open_source"
    OFFICER = "officer"
    PARTNER = "partner"
    FORCE = "force"
    OTHER = "other"


SOURCE_WORDS: Mapping[SourceGrade, str] = {
    SourceGrade.RELIABLE: "reliable",
    SourceGrade.UNTESTED: "untested",
    SourceGrade.NOT_RELIABLE: "not reliable",
}
GRADE_WORDS: Mapping[Grade, str] = {
    Grade.DIRECTLY: "known directly to the source",
    Grade.CORROBORATED: "known indirectly to the source, but corroborated",
    Grade.INDIRECTLY: "known indirectly to the source",
    Grade.NOT_KNOWN: "not known how the source knows it",
    Grade.SUSPECTED_FALSE: "suspected to be false",
}
HANDLING_WORDS: Mapping[Handling, str] = {
    Handling.PERMITTED: "lawful sharing permitted",
    Handling.CONDITIONS: "lawful sharing permitted with conditions",
}
KIND_WORDS: Mapping[SourceKind, str] = {
    SourceKind.COMPLAINANT: "somebody who reported to the hub",
    SourceKind.OPEN_SOURCE: "what anybody can read",
    SourceKind.OFFICER: "an officer of the hub",
    SourceKind.PARTNER: "a partner organisation",
    SourceKind.FORCE: "a police force",
    SourceKind.OTHER: "somebody else",
}


class BadGrade(Exception):
    """A grade that 3x5x2 does not have; `field` names it."""

    def __init__(self, message: str, *, field: str) -> None:
        super().__init__(message)
        self.field = field


def usual_grades(kind: str) -> tuple[SourceGrade, Grade] | None:
    """Return the grades that an item of a kind of source begins with; None where somebody has to choose.

    Somebody who reports over the web is not known to the hub, nor is how they know: 2 / D.
    """
    return (SourceGrade.UNTESTED, Grade.NOT_KNOWN) if kind == SourceKind.COMPLAINANT else None


def check_source_grade(grade: object) -> SourceGrade:
    """Return the grade of a source. Raises BadGrade, also for the letters of 5x5x5."""
    try:
        return SourceGrade(int(str(grade)))
    except ValueError:
        message = "The source is graded 1, 2 or 3. A grade of the older 5x5x5 cannot be carried over: grade it anew."
        raise BadGrade(message, field="source_grade") from None


def check_grade(grade: object) -> Grade:
    """Return the grade of what is told. Raises BadGrade, also for the digits of 5x5x5."""
    try:
        return Grade(str(grade))
    except ValueError:
        message = "What is told is graded A to E. A grade of the older 5x5x5 cannot be carried over: grade it anew."
        raise BadGrade(message, field="intelligence_grade") from None


def check_handling(handling: object, *, conditions: str) -> Handling:
    """Return the handling; C says on which conditions, and P has none. Raises BadGrade."""
    try:
        found = Handling(str(handling))
    except ValueError:
        raise BadGrade("Choose whether it may be shared with conditions or without.", field="handling") from None
    if found == Handling.CONDITIONS and not conditions.strip():
        raise BadGrade("Say on which conditions it may be shared.", field="conditions")
    if found == Handling.PERMITTED and conditions.strip():
        raise BadGrade("Conditions go with C: choose it, or leave them out.", field="conditions")
    return found


def in_words(*, source_grade: int, grade: str, handling: str) -> tuple[str, str, str]:
    """Return what the three grades say."""
    return (
        SOURCE_WORDS[SourceGrade(source_grade)],
        GRADE_WORDS[Grade(grade)],
        HANDLING_WORDS[Handling(handling)],
    )
