"""What the hub learns."""

from intel.models.accounts import Account, FormerName, Sighting, Subject
from intel.models.links import AccountLink, Contact

__all__ = ["Account", "AccountLink", "Contact", "FormerName", "Sighting", "Subject"]
