"""What referrals remove when keys are destroyed again, in a hub that an older copy was put back into."""

from datetime import datetime
from uuid import UUID

from hatehub.accounts.actors import HUB
from hatehub.audit.services import record
from hatehub.vault.models import Purpose
from referrals.models import (
    HookAttempt,
    HookDelivery,
    InboundBatch,
    InboundRow,
    PlatformAccount,
    WebHook,
)


def erase_again(*, owner: UUID, purposes: frozenset[Purpose], at: datetime, is_again: bool) -> None:
    """Remove the batch, web hook or account of a platform whose key is gone; owners of other kinds are let alone."""
    if Purpose.MATERIAL in purposes:
        InboundRow.objects.filter(batch=owner).delete()
        InboundBatch.objects.filter(id=owner).delete()
    if Purpose.CREDENTIAL in purposes:
        _remove_hook(owner, at=at)
        _remove_account(owner, at=at)


def _remove_hook(owner: UUID, *, at: datetime) -> None:
    hook = WebHook.objects.filter(id=owner).first()
    if hook is None:
        return
    HookAttempt.objects.filter(delivery__hook=hook).delete()
    HookDelivery.objects.filter(hook=hook).delete()
    record(subject=f"hook:{hook.id}", verb="hook_removed", by=HUB, at=at)
    hook.delete()


def _remove_account(owner: UUID, *, at: datetime) -> None:
    account = PlatformAccount.objects.select_related("platform").filter(id=owner).first()
    if account is not None:
        record(subject=f"platform:{account.platform.code}", verb="account_removed", by=HUB, at=at)
        account.delete()
