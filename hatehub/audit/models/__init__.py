"""Models of the audit."""

from hatehub.audit.models.anchor import Anchor, AnchoredHead
from hatehub.audit.models.entry import ChainHead, Entry

__all__ = ["Anchor", "AnchoredHead", "ChainHead", "Entry"]
