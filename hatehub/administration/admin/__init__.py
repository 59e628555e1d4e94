"""What Django's admin shows, a module a subject; importing it registers the tables."""

from hatehub.administration.admin import clients, loaded, platform_accounts, policies, reference, staff, texts

__all__ = ["clients", "loaded", "platform_accounts", "policies", "reference", "staff", "texts"]
