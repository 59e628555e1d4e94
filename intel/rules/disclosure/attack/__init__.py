"""The attack: what anybody could work out from releases. It shares only data types with the protector."""

from intel.rules.disclosure.attack.trying import Contradiction, Finding, attack

__all__ = ["Contradiction", "Finding", "attack"]
