"""How platforms can be asked now, by what the hub has for them."""

from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from hatehub.reference.models import Platform
from referrals.models import PlatformAccount
from referrals.rules.takedowns.credential_fields import FIELDS


def usable_accounts() -> QuerySet[PlatformAccount]:
    """Return the hub's accounts that are whole, and that their platforms take."""
    return PlatformAccount.objects.filter(is_whole=True, refused_at__isnull=True)


def has_account(*, platform: Platform, server: str, but: UUID | None = None) -> bool:
    """Tell whether the hub has an account at a server of a platform, other than `but`. A blank server is one too."""
    there = PlatformAccount.objects.filter(platform=platform, server=server)
    return (there.exclude(id=but) if but else there).exists()


def asked_by_hand() -> QuerySet[Platform]:
    """Return the platforms that an officer asks: by a web form, or because no address or account is known."""
    without_address = Q(takedown_channel__in=["email", "webhook"], takedown_address="")
    with_account = Exists(usable_accounts().filter(platform=OuterRef("pk")))
    without_account = Q(takedown_channel__in=sorted(FIELDS)) & ~with_account
    return Platform.objects.filter(Q(takedown_channel="web_form") | without_address | without_account)
