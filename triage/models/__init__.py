"""Models of triage."""

from triage.models.assessment import Assessment
from triage.models.duplicate import DuplicateMatch, Merge
from triage.models.fingerprints import NumberCount, TextFingerprint, UncountedText
from triage.models.responsibility import Responsibility
from triage.models.wave import Trait, Wave

__all__ = [
    "Assessment",
    "DuplicateMatch",
    "Merge",
    "NumberCount",
    "Responsibility",
    "TextFingerprint",
    "Trait",
    "UncountedText",
    "Wave",
]
