"""The gates of closing, by policy: what must be met or waived before a report is closed."""

from collections.abc import Mapping

GATES = ("complainant_told", "support_offered", "intelligence_considered")
"""Support referral and intelligence are gates because both were done inconsistently in forces (DOMAIN)."""


TOLD = "complainant_told"
DECIDED_ANEW = "The decision is looked at again."
"""Why gates open again: the new decision has to be told, and what was waived may be possible now."""


class GatesOpen(Exception):
    """A report cannot be closed while these gates are open."""

    def __init__(self, names: list[str]) -> None:
        super().__init__("Still open: " + ", ".join(name.replace("_", " ") for name in names) + ".")
        self.names = names


def open_gates(states: Mapping[str, str]) -> list[str]:
    """Return the names of the gates that are neither met nor waived; one that was never made is open."""
    return [name for name in GATES if states.get(name, "open") == "open"]
