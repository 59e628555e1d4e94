"""Why something cannot be done with an intelligence report."""

from collections.abc import Sequence


class IntelligenceRefused(Exception):
    """This cannot be done; the message says why, and `field` what it is about, or is empty."""

    def __init__(self, message: str, *, field: str = "") -> None:
        super().__init__(message)
        self.field = field


class ChangedMeanwhile(IntelligenceRefused):
    """Somebody has saved since the page was opened."""

    def __init__(self) -> None:
        super().__init__("Somebody has changed this report since you opened the page. Read it again.")


class NotTheWriter(IntelligenceRefused):
    """Only who began a report sees what its sources said word for word, or somebody who is cleared."""

    def __init__(self) -> None:
        super().__init__("Only who writes this report may change it, or somebody who is cleared for sources.")


class WroteItThemselves(IntelligenceRefused):
    """Whoever has written in a report does not sign it off."""

    def __init__(self) -> None:
        super().__init__("You have written in this report: somebody else has to sign it off.")


class MarksStand(IntelligenceRefused):
    """Something may point back to a source; `items` are the positions of those concerned."""

    def __init__(self, message: str, *, items: Sequence[int] = ()) -> None:
        super().__init__(message)
        self.items = tuple(items)
