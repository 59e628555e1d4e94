"""Models of reports."""

from reports.models.case import Case
from reports.models.complainant import Complainant
from reports.models.content import Content
from reports.models.draft import Draft, DraftFile
from reports.models.evidence import Evidence
from reports.models.gate import Gate
from reports.models.report import Report
from reports.models.status_entry import StatusEntry
from reports.models.update import Update

__all__ = [
    "Case",
    "Complainant",
    "Content",
    "Draft",
    "DraftFile",
    "Evidence",
    "Gate",
    "Report",
    "StatusEntry",
    "Update",
]
