"""What referrals tells its own handlers, and the apps downstream: ids and primitives only."""

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, kw_only=True)
class RedactionChanged:
    """Something of a report was blacked out or left out of what a force gets, or is shown again."""

    name: ClassVar[str] = "referrals.redaction_changed"
    report_id: str
    case_id: str


@dataclass(frozen=True, kw_only=True)
class TakedownMoved:
    """A request to a platform was drafted or took a step; `step` is its name in the table of steps, or `draft`."""

    name: ClassVar[str] = "referrals.takedown_moved"
    takedown_id: str
    case_id: str
    step: str


@dataclass(frozen=True, kw_only=True)
class PackageRenewed:
    """A newer version of a package is sealed, of a case that a force has or is offered already."""

    name: ClassVar[str] = "referrals.package_renewed"
    case_id: str
    version: int


@dataclass(frozen=True, kw_only=True)
class ForceConcerned:
    """Something happened between the hub and forces of a case; `forces` are the codes of those that hear of it.

    `change` is what the feed says. `message_id` is that of what people are to be told, or empty.
    """

    name: ClassVar[str] = "referrals.force_concerned"
    case_id: str
    change: str
    forces: list[str]
    message_id: str = ""
