"""What can happen to an exhibit while the hub keeps it: the verbs of its custody log."""

from enum import StrEnum


class CustodyVerb(StrEnum):
    """What somebody did with an exhibit's bytes."""

    VIEWED = "viewed"
    COPIED = "copied"
    EXPORTED = "exported"
