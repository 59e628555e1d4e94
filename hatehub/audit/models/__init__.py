"""Models of the audit."""

from hatehub.audit.models.entry import ChainHead, Entry

__all__ = ["ChainHead", "Entry"]
