"""Models of referrals."""

from referrals.models.capture import Capture
from referrals.models.evidence_package import EvidencePackage
from referrals.models.feed_entry import FeedEntry
from referrals.models.force_answer import ForceAnswer
from referrals.models.signing_key import SigningKey
from referrals.models.time_stamp import TimeStamp

__all__ = ["EvidencePackage", "FeedEntry", "ForceAnswer", "SigningKey", "TimeStamp"]
__all__ = ["Capture", "EvidencePackage", "FeedEntry", "ForceAnswer", "TimeStamp"]
from referrals.models.redaction import Redaction

__all__ = ["EvidencePackage", "FeedEntry", "ForceAnswer", "Redaction"]
