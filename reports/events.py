"""What reports tells the apps downstream: ids and primitives only."""

from dataclasses import dataclass, field
from typing import ClassVar


@dataclass(frozen=True, kw_only=True)
class ReportSubmitted:
    """A report was received, with its contents and evidence, as the lead of a case of its own."""

    name: ClassVar[str] = "reports.report_submitted"
    report_id: str
    case_id: str


@dataclass(frozen=True, kw_only=True)
class ReportMoved:
    """A report took a step. `version` is the report's after it, so that a handler can tell a repeat.

    `facts` are codes that the complainant may be told: the outcome of a closing, the force. `before` is how it stood:
    state, since, due_at, outcome, by whom it was moved, and whether for a review. It is never shown to anybody outside.
    """

    name: ClassVar[str] = "reports.report_moved"
    report_id: str
    case_id: str
    step: str
    state: str
    version: int
    facts: dict[str, str] = field(default_factory=dict)
    before: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class ComplainantWrote:
    """A complainant replied, added words or added a file. `kind` is reply, addition or file."""

    name: ClassVar[str] = "reports.complainant_wrote"
    report_id: str
    case_id: str
    kind: str


@dataclass(frozen=True, kw_only=True)
class ConsentsChanged:
    """A complainant gave or took back a consent; the rows hold what is agreed now."""

    name: ClassVar[str] = "reports.consents_changed"
    report_id: str
    case_id: str


@dataclass(frozen=True, kw_only=True)
class SubjectDestroyed:
    """Who a non-crime is about was destroyed on one report: what was derived from the account goes as well."""

    name: ClassVar[str] = "reports.subject_destroyed"
    report_id: str
    case_id: str


@dataclass(frozen=True, kw_only=True)
class WithdrawalAsked:
    """A complainant wants to withdraw a report that is worked together with others; the wish stands on the report."""

    name: ClassVar[str] = "reports.withdrawal_asked"
    report_id: str
    case_id: str


@dataclass(frozen=True, kw_only=True)
class DiversionChanged:
    """Of a report something is diverted, or no longer; the rows hold what is."""

    name: ClassVar[str] = "reports.diversion_changed"
    report_id: str
    case_id: str


@dataclass(frozen=True, kw_only=True)
class QuarantineChanged:
    """Of a report an exhibit went into quarantine, or came out of it; the rows hold what is there."""

    name: ClassVar[str] = "reports.quarantine_changed"
    report_id: str
    case_id: str
