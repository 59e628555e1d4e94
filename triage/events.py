"""What triage tells the apps downstream: ids and primitives only."""

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, kw_only=True)
class CaseAssigned:
    """A case was offered to the force that is to investigate it."""

    name: ClassVar[str] = "triage.case_assigned"
    case_id: str
    force_code: str
    report_version: int


@dataclass(frozen=True, kw_only=True)
class ReportMerged:
    """A report is worked as part of another case from now on."""

    name: ClassVar[str] = "triage.report_merged"
    report_id: str
    case_id: str


@dataclass(frozen=True, kw_only=True)
class ReportUnmerged:
    """A report is worked by itself again."""

    name: ClassVar[str] = "triage.report_unmerged"
    report_id: str
    case_id: str
