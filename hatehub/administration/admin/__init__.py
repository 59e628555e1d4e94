"""What Django's admin shows, a module a subject; importing it registers the tables."""

from hatehub.administration.admin import clients, guessing, loaded, platform_accounts, policies, reference, staff, texts

__all__ = ["clients", "guessing", "loaded", "platform_accounts", "policies", "reference", "staff", "texts"]
