"""What goes into a package, decided by consent: the report as told, the decisions, and what was left out."""

from referrals.services.contents.sharing import SHARED_BY_CONSENT, TAKEN_OUT, is_shared, name_of

__all__ = ["SHARED_BY_CONSENT", "TAKEN_OUT", "is_shared", "name_of"]
