"""What referrals tells its own handlers, and the apps downstream: ids and primitives only."""

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, kw_only=True)
class RedactionChanged:
    """Something of a report was blacked out or left out of what a force gets, or is shown again."""

    name: ClassVar[str] = "referrals.redaction_changed"
    report_id: str
    case_id: str
