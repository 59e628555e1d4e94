"""What apps downstream ask a force beside what a package was worth: filled in when the process starts."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from hatehub.accounts.actors import Actor
from referrals.models import EvidencePackage


class TakeFeedback(Protocol):
    """Keeps what a force said, in one transaction with the feedback on the package."""

    def __call__(self, *, package: EvidencePackage, said: Any, by: Actor, at: datetime) -> None:
        """Raise OutcomeRefused where it cannot be used."""
        ...


@dataclass(frozen=True, kw_only=True)
class FeedbackPart:
    """One thing that is asked, under a name of its own. `schema` makes the field that describes what is sent."""

    name: str
    take: TakeFeedback
    schema: Callable[[], Any]


_parts: dict[str, FeedbackPart] = {}


def register_feedback_part(part: FeedbackPart) -> None:
    """Add a part; registering the same one again replaces it."""
    _parts[part.name] = part


def list_feedback_parts() -> list[FeedbackPart]:
    """Return the parts in the order of their names."""
    return [_parts[name] for name in sorted(_parts)]


def take_parts(*, package: EvidencePackage, said: Mapping[str, Any], by: Actor, at: datetime) -> None:
    """Give each part what was said of it; what was not said changes nothing."""
    for name, value in said.items():
        if value:
            _parts[name].take(package=package, said=value, by=by, at=at)
