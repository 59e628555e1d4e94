"""Models of referrals."""

from referrals.models.advice_request import AdviceRequest
from referrals.models.answer_link import AnswerLink
from referrals.models.capture import Capture
from referrals.models.evidence_package import EvidencePackage
from referrals.models.evidence_sealing import EvidenceSealing
from referrals.models.feed_entry import FeedEntry
from referrals.models.force_answer import ForceAnswer
from referrals.models.force_message import ForceMessage
from referrals.models.force_outcome import Charge, ForceOutcome
from referrals.models.glossary_entry import GlossaryEntry
from referrals.models.idempotency_key import IdempotencyKey
from referrals.models.inbound_batch import InboundBatch, InboundRow
from referrals.models.inbound_report import InboundReport
from referrals.models.inbound_upload import InboundPart, InboundUpload
from referrals.models.letter import Letter
from referrals.models.package_feedback import PackageFeedback
from referrals.models.platform_account import PlatformAccount, PlatformStanding, TakedownDelivery
from referrals.models.reappearance import Reappearance
from referrals.models.recheck import ReCheck
from referrals.models.redaction import Redaction
from referrals.models.signing_key import SigningKey
from referrals.models.support_referral import SupportReferral
from referrals.models.takedown import Takedown, TakedownPost, TakedownStep
from referrals.models.time_stamp import TimeStamp
from referrals.models.web_hook import HookAttempt, HookDelivery, WebHook

__all__ = [
    "AdviceRequest",
    "AnswerLink",
    "Capture",
    "Charge",
    "EvidencePackage",
    "EvidenceSealing",
    "FeedEntry",
    "ForceAnswer",
    "ForceMessage",
    "ForceOutcome",
    "GlossaryEntry",
    "HookAttempt",
    "HookDelivery",
    "IdempotencyKey",
    "InboundBatch",
    "InboundPart",
    "InboundReport",
    "InboundRow",
    "InboundUpload",
    "Letter",
    "PackageFeedback",
    "PlatformAccount",
    "PlatformStanding",
    "ReCheck",
    "Reappearance",
    "Redaction",
    "SigningKey",
    "SupportReferral",
    "Takedown",
    "TakedownDelivery",
    "TakedownPost",
    "TakedownStep",
    "TimeStamp",
    "WebHook",
]
