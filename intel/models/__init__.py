"""What the hub learns."""

from intel.models.accounts import Account, Sighting
from intel.models.guidance import Guidance, GuidanceFeedback, GuidanceGiven, GuidanceVersion

__all__ = ["Account", "Guidance", "GuidanceFeedback", "GuidanceGiven", "GuidanceVersion", "Sighting"]
