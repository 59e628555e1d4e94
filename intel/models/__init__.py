"""What the hub learns."""

from intel.models.accounts import Account, Sighting

__all__ = ["Account", "Sighting"]
