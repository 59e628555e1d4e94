"""Models of reports."""

from reports.models.case import Case
from reports.models.complainant import Complainant
from reports.models.content import Content
from reports.models.decision_notice import DecisionNotice
from reports.models.draft import Draft, DraftFile
from reports.models.equality import EqualityAnswer
from reports.models.evidence import Evidence
from reports.models.gate import Gate
from reports.models.message import Message
from reports.models.message_text import MessageText
from reports.models.office_mail import OfficeMail
from reports.models.report import Report
from reports.models.sharing import Sharing
from reports.models.status_entry import StatusEntry
from reports.models.update import Update

__all__ = [
    "Case",
    "Complainant",
    "Content",
    "DecisionNotice",
    "Draft",
    "DraftFile",
    "EqualityAnswer",
    "Evidence",
    "Gate",
    "Message",
    "MessageText",
    "OfficeMail",
    "Report",
    "Sharing",
    "StatusEntry",
    "Update",
]
