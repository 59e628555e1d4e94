"""Models of referrals."""

from referrals.models.capture import Capture
from referrals.models.evidence_package import EvidencePackage
from referrals.models.feed_entry import FeedEntry
from referrals.models.force_answer import ForceAnswer
from referrals.models.redaction import Redaction
from referrals.models.signing_key import SigningKey
from referrals.models.time_stamp import TimeStamp

__all__ = ["Capture", "EvidencePackage", "FeedEntry", "ForceAnswer", "Redaction", "SigningKey", "TimeStamp"]
