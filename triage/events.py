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
class TransferMoved:
    """Something became of what a force was asked; `forces` are the codes of those that are to hear of it.

    `change` is one of: reminder, offer_withdrawn, transfer_proposed, transfer_accepted, transfer_refused,
    transfer_lapsed, transfer_withdrawn, dispute_raised, dispute_settled.
    """

    name: ClassVar[str] = "triage.transfer_moved"
    case_id: str
    transfer_id: int
    change: str
    forces: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class ReportMerged:
    """A report is worked as part of another case from now on, and `reports` in all with those that came along."""

    name: ClassVar[str] = "triage.report_merged"
    report_id: str
    case_id: str
    from_case_id: str
    reports: int


@dataclass(frozen=True, kw_only=True)
class ReportUnmerged:
    """A report has left `left_case_id` and is worked in a case of its own, with those that it had brought."""

    name: ClassVar[str] = "triage.report_unmerged"
    report_id: str
    case_id: str
    left_case_id: str
    reports: int


@dataclass(frozen=True, kw_only=True)
class PictureMatched:
    """A report was offered as one with the same picture, or the same file, as an earlier one."""

    name: ClassVar[str] = "triage.picture_matched"
    report_id: str
    case_id: str


@dataclass(frozen=True, kw_only=True)
class LikenessFound:
    """A report was found to share words, a picture or its sender with others; the matches hold which."""

    name: ClassVar[str] = "triage.likeness_found"
    report_id: str
    case_id: str


@dataclass(frozen=True, kw_only=True)
class LeadChanged:
    """Another report leads a case; its reference and its stage are the same."""

    name: ClassVar[str] = "triage.lead_changed"
    case_id: str
    report_id: str
    former_report_id: str


@dataclass(frozen=True, kw_only=True)
class TimeBarSettled:
    """The last day for proceedings of a case is another than it was, or there is none any more."""

    name: ClassVar[str] = "triage.time_bar_settled"
    case_id: str


@dataclass(frozen=True, kw_only=True)
class TimeBarNear:
    """The last day for proceedings, `due_on` as an ISO date, is `days` away, or has passed where they are negative."""

    name: ClassVar[str] = "triage.time_bar_near"
    case_id: str
    days: int
    due_on: str


@dataclass(frozen=True, kw_only=True)
class DerivedForgotten:
    """What was derived from a report was removed as its keys were destroyed: it shares nothing with others any more."""

    name: ClassVar[str] = "triage.derived_forgotten"
    report_id: str
    case_id: str
