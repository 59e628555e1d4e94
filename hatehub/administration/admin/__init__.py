"""What Django's admin shows, a module a subject; importing it registers the tables."""

from hatehub.administration.admin import clients, loaded, policies, reference, staff, texts

__all__ = ["clients", "loaded", "policies", "reference", "staff", "texts"]
