"""Forgetting what came of web hooks: the log and the messages that have ended are kept for 30 days."""

from datetime import datetime, timedelta

from django.db import transaction

from referrals.models import HookAttempt, HookDelivery

KEPT = timedelta(days=30)
BATCH = 5000


def forget(*, at: datetime) -> int:
    """Delete messages that ended 30 days ago and tries of that age; return how many messages there were."""
    _delete_attempts(at - KEPT)
    forgotten = 0
    while found := _forget_some(at - KEPT):
        forgotten += found
    return forgotten


def _delete_attempts(before: datetime) -> None:
    old = HookAttempt.objects.filter(at__lt=before)
    while chosen := list(old.order_by("at").values_list("id", flat=True)[:BATCH]):
        HookAttempt.objects.filter(id__in=chosen).delete()


@transaction.atomic
def _forget_some(before: datetime) -> int:
    old = HookDelivery.objects.filter(ended_at__lt=before).order_by("ended_at")
    chosen = list(old.values_list("id", flat=True)[:BATCH])
    HookAttempt.objects.filter(delivery__in=chosen).delete()
    HookDelivery.objects.filter(id__in=chosen).delete()
    return len(chosen)
