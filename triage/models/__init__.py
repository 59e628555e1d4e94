"""Models of triage."""

from triage.models.access_request import AccessItem, AccessRequest, AccessSection
from triage.models.assessment import Assessment
from triage.models.bulk import BulkItem, BulkRun
from triage.models.case_link import CaseLink
from triage.models.claim import Claim
from triage.models.contact_look_up import ContactLookUp
from triage.models.diversion import Diversion
from triage.models.duplicate import DuplicateMatch
from triage.models.figure_day import FigureDay
from triage.models.fingerprints import NumberCount, TextFingerprint, UncountedText
from triage.models.further_term import FurtherTerm
from triage.models.handover import Handover, HandoverAttempt
from triage.models.merge import Merge, MovedReport
from triage.models.merge_batch import MergeBatch, MergeBatchItem
from triage.models.note import Mention, Note
from triage.models.offence import EngagedOffence
from triage.models.picture_fingerprint import PicturePrint, PicturesToMatch
from triage.models.policy import PolicyActivation, PolicyVersion
from triage.models.priority import Priority
from triage.models.reply_template import ReplyTemplate
from triage.models.responsibility import Responsibility
from triage.models.retention import ErasureRequest, LegalHold, Retention, RetentionReview
from triage.models.saved_view import SavedView
from triage.models.search_document import SearchDocument
from triage.models.second_reading import SecondReading
from triage.models.step_taken import StepTaken
from triage.models.task import Task
from triage.models.time_bar import TimeBar, TimeBarWarning
from triage.models.transfer import Transfer
from triage.models.wave import Trait, Wave
from triage.models.wellbeing import Preferences, SeenDay

__all__ = [
    "AccessItem",
    "AccessRequest",
    "AccessSection",
    "Assessment",
    "BulkItem",
    "BulkRun",
    "CaseLink",
    "Claim",
    "ContactLookUp",
    "Diversion",
    "DuplicateMatch",
    "EngagedOffence",
    "ErasureRequest",
    "FigureDay",
    "FurtherTerm",
    "Handover",
    "HandoverAttempt",
    "LegalHold",
    "Mention",
    "Merge",
    "MergeBatch",
    "MergeBatchItem",
    "MovedReport",
    "Note",
    "NumberCount",
    "PicturePrint",
    "PicturesToMatch",
    "PolicyActivation",
    "PolicyVersion",
    "Preferences",
    "Priority",
    "ReplyTemplate",
    "Responsibility",
    "Retention",
    "RetentionReview",
    "SavedView",
    "SearchDocument",
    "SecondReading",
    "SeenDay",
    "StepTaken",
    "Task",
    "TextFingerprint",
    "TimeBar",
    "TimeBarWarning",
    "Trait",
    "Transfer",
    "UncountedText",
    "Wave",
]
