"""Counting wrong tries to sign in, and telling administrators where somebody guesses."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F

from hatehub.accounts.actors import HUB
from hatehub.accounts.guessing import KEPT_DAYS, hour_of, is_just_reached
from hatehub.accounts.models import User, WrongTries
from hatehub.audit.services import record


@transaction.atomic
def note_wrong(*, username: str, network: str, at: datetime) -> None:
    """Count a wrong try for the account, where there is one of that name, and for the network it came from.

    At the tenth of an account and the twentieth of a network within an hour it becomes an alert, and stands in the
    audit. Names that there are not are counted for the network alone, and kept nowhere: people type passwords there.
    """
    user = User.objects.filter(username__iexact=username).first()
    if user is not None:
        _count(at, {"user": user}, subject=f"account:{user.pk}", details={"username": user.username})
    _count(at, {"network": network}, subject=f"network:{network}", details={})


def _count(at: datetime, whose: dict[str, Any], *, subject: str, details: dict[str, object]) -> None:
    hour = hour_of(at)
    row, is_new = WrongTries.objects.get_or_create(began_at=hour, **whose, defaults={"last_at": at})
    if is_new:
        WrongTries.objects.filter(began_at__lt=hour - timedelta(days=KEPT_DAYS)).delete()
    WrongTries.objects.filter(pk=row.pk).update(tries=F("tries") + 1, last_at=at)
    tries = WrongTries.objects.values_list("tries", flat=True).get(pk=row.pk)
    if is_just_reached(tries=tries, is_account="user" in whose):
        WrongTries.objects.filter(pk=row.pk).update(is_alert=True)
        record(subject=subject, verb="sign_in_guessed", by=HUB, at=at, details={**details, "tries": tries})
