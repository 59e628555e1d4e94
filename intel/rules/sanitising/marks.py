"""What is marked: its kind, why that is one, and what to write instead."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What a mark has found."""

    EMAIL_KNOWN = "email_known"
    TELEPHONE_KNOWN = "telephone_known"
    POSTCODE_KNOWN = "postcode_known"
    NAME = "name"
    NAME_WORD = "name_word"
    HANDLE_KNOWN = "handle_known"
    BODY_KNOWN = "body_known"
    REFERENCE = "reference"
    SUBJECT_WITHHELD = "subject_withheld"
    OWN_WORDS = "own_words"
    EMAIL = "email"
    TELEPHONE = "telephone"
    POSTCODE = "postcode"
    ADDRESS = "address"
    PLACE = "place"
    LINK = "link"
    HANDLE = "handle"
    TIME = "time"
    RELATION = "relation"
    VOICE = "voice"
    SUBJECT = "subject"


HARD = frozenset(
    {
        Kind.NAME,
        Kind.EMAIL_KNOWN,
        Kind.TELEPHONE_KNOWN,
        Kind.POSTCODE_KNOWN,
        Kind.HANDLE_KNOWN,
        Kind.BODY_KNOWN,
        Kind.REFERENCE,
        Kind.SUBJECT_WITHHELD,
    }
)
"""What tells who somebody is who must not be told: it is never kept."""
OF_SUBJECT = (Kind.SUBJECT, Kind.SUBJECT_WITHHELD)
ORDER = tuple(Kind)
"""Where two overlap, the one that stands first here is shown."""
WHY: Mapping[Kind, str] = {
    Kind.NAME: "A name of somebody who reported",
    Kind.NAME_WORD: "A word that is also part of the name of somebody who reported",
    Kind.EMAIL_KNOWN: "The e-mail address of somebody who reported",
    Kind.TELEPHONE_KNOWN: "The telephone number of somebody who reported",
    Kind.POSTCODE_KNOWN: "The postcode of somebody who reported",
    Kind.HANDLE_KNOWN: "A name that somebody who reported uses online",
    Kind.BODY_KNOWN: "The organisation or the own reference of somebody who reported",
    Kind.REFERENCE: "A reference or code: whoever has it finds the person",
    Kind.SUBJECT_WITHHELD: "Whom the case is about, which is withheld",
    Kind.EMAIL: "An e-mail address",
    Kind.TELEPHONE: "A telephone number",
    Kind.POSTCODE: "A postcode",
    Kind.ADDRESS: "An address",
    Kind.PLACE: "A place that somebody who reported has named",
    Kind.LINK: "A link: it may be one that only a few were sent",
    Kind.HANDLE: "An account that is not one of those complained of",
    Kind.TIME: "An exact time or day: it tells who was there",
    Kind.RELATION: "Words that say how somebody is related to the source or the victim, or who alone knew it",
    Kind.VOICE: "The source speaks: it says that the source is the one it happened to",
    Kind.SUBJECT: "Names whom the case is about: keep it only where it is needed",
    Kind.OWN_WORDS: "Six or more words as the source wrote them: whoever read those knows the source",
}
INSTEAD: Mapping[Kind, str] = {
    Kind.NAME: "a person",
    Kind.NAME_WORD: "a person",
    Kind.EMAIL_KNOWN: "an e-mail address",
    Kind.TELEPHONE_KNOWN: "a telephone number",
    Kind.POSTCODE_KNOWN: "an area",
    Kind.HANDLE_KNOWN: "an account",
    Kind.BODY_KNOWN: "an organisation",
    Kind.REFERENCE: "a report",
    Kind.SUBJECT_WITHHELD: "a person",
    Kind.EMAIL: "an e-mail address",
    Kind.TELEPHONE: "a telephone number",
    Kind.POSTCODE: "an area",
    Kind.ADDRESS: "an address",
    Kind.PLACE: "a place",
    Kind.LINK: "a link",
    Kind.HANDLE: "an account",
    Kind.TIME: "at some time",
    Kind.RELATION: "a person",
    Kind.VOICE: "the source",
    Kind.SUBJECT: "the subject",
    Kind.OWN_WORDS: "it was said in other words",
}


@dataclass(frozen=True, kw_only=True)
class Mark:
    """One place in a text: from `start` up to `end`, what stands there, and what to write instead."""

    kind: Kind
    start: int
    end: int
    said: str
    instead: str

    @property
    def is_hard(self) -> bool:
        """Whether it can never be kept."""
        return self.kind in HARD

    @property
    def why(self) -> str:
        """Why it is marked, in words."""
        return WHY[self.kind]


def mark(kind: Kind, text: str, start: int, end: int, *, instead: str = "") -> Mark:
    """Return a mark of a place in a text."""
    return Mark(kind=kind, start=start, end=end, said=text[start:end], instead=instead or INSTEAD[kind])
