"""What the hub learns."""

from intel.models.accounts import Account, AccountPost, FormerName, Sighting, Subject
from intel.models.built_report import BuiltReport, BuiltRun
from intel.models.dissemination import Dissemination
from intel.models.enquiry import Enquiry
from intel.models.enquiry_method import EnquiryMethod
from intel.models.facts import ReportFact, SupportFact, TakedownFact
from intel.models.guidance import Guidance, GuidanceFeedback, GuidanceGiven, GuidanceVersion
from intel.models.intelligence import IntelligenceItem, IntelligenceReport, IntelligenceReview, IntelligenceSource
from intel.models.links import AccountLink, Contact
from intel.models.method_trial import Allocation, MethodTrial
from intel.models.notice import Notice, NoticeAct, NoticeReport
from intel.models.product import PreventionAction, Product, ProductSection, ProductVersion, Recommendation
from intel.models.release import ReleaseCounts, StatisticsRelease
from intel.models.research import ResearchExport, ResearchProject
from intel.models.shared_subject import SharedSubject
from intel.models.snapshot import Snapshot, SnapshotCell

__all__ = [
    "Account",
    "AccountLink",
    "AccountPost",
    "Allocation",
    "BuiltReport",
    "BuiltRun",
    "Contact",
    "Dissemination",
    "Enquiry",
    "EnquiryMethod",
    "FormerName",
    "Guidance",
    "GuidanceFeedback",
    "GuidanceGiven",
    "GuidanceVersion",
    "IntelligenceItem",
    "IntelligenceReport",
    "IntelligenceReview",
    "IntelligenceSource",
    "MethodTrial",
    "Notice",
    "NoticeAct",
    "NoticeReport",
    "PreventionAction",
    "Product",
    "ProductSection",
    "ProductVersion",
    "Recommendation",
    "ReleaseCounts",
    "ReportFact",
    "ResearchExport",
    "ResearchProject",
    "SharedSubject",
    "Sighting",
    "Snapshot",
    "SnapshotCell",
    "StatisticsRelease",
    "Subject",
    "SupportFact",
    "TakedownFact",
]
