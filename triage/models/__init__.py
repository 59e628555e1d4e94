"""Models of triage."""

from triage.models.assessment import Assessment
from triage.models.duplicate import DuplicateMatch, Merge
from triage.models.responsibility import Responsibility

__all__ = ["Assessment", "DuplicateMatch", "Merge", "Responsibility"]
