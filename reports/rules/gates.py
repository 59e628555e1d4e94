"""The gates of closing: what must be met or waived before a report is closed."""

from collections.abc import Mapping

GATES = ("complainant_told", "support_offered", "intelligence_considered")
"""Gates of every report. Support referral and intelligence are among them because both were done inconsistently in
forces (DOMAIN)."""
DEMANDED_GATES = ("second_reading",)
"""Gates that a report has only where their owner has demanded it. Nobody marks them by hand."""


TOLD = "complainant_told"
DECIDED_ANEW = "The decision is looked at again."
"""Why gates open again: the new decision has to be told, and what was waived may be possible now."""


class GatesOpen(Exception):
    """A report cannot be closed while these gates are open."""

    def __init__(self, names: list[str]) -> None:
        super().__init__("Still open: " + ", ".join(name.replace("_", " ") for name in names) + ".")
        self.names = names


def open_gates(states: Mapping[str, str]) -> list[str]:
    """Return the names of the gates that are neither met nor waived.

    A gate of every report that was never made is open; one that is demanded is open only where it was made.
    """
    always = [name for name in GATES if states.get(name, "open") == "open"]
    return [*always, *(name for name in DEMANDED_GATES if states.get(name) == "open")]
