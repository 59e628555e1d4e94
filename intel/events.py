"""What intel tells its own handlers: ids and primitives only."""

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, kw_only=True)
class AccountsNoted:
    """The accounts that a report names are noted, with who is behind them."""

    name: ClassVar[str] = "intel.accounts_noted"
    report_id: str
    case_id: str
