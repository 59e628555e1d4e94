"""Keeping what somebody asked for, so that the work does less harm."""

from dataclasses import asdict, dataclass
from datetime import datetime

from django.db import transaction

from hatehub.accounts.actors import Actor
from hatehub.audit.services import record
from hatehub.reference.selectors import list_strands
from triage.models import Preferences
from triage.selectors.wellbeing import own_account
from triage.selectors.wellbeing_table import get_wellbeing


class PreferenceRefused(Exception):
    """There is no such strand, or a number is outside its limits; the message says which."""


@dataclass(frozen=True, kw_only=True)
class Chosen:
    """What somebody chose. Numbers that are None leave what the hub suggests."""

    avoided_strands: tuple[str, ...] = ()
    starts_in_colour: bool = False
    blur: str = Preferences.Blur.NONE.value
    suggests_breaks: bool = True
    break_after_minutes: int | None = None
    break_after_seen: int | None = None
    has_keys: bool = True


@transaction.atomic
def save(*, chosen: Chosen, by: Actor, at: datetime) -> None:
    """Have the pages of the person who is signed in drawn as they chose from now on.

    The audit says that they saved them and holds nothing of what: that is nobody else's to know. Raises
    PreferenceRefused and NotPermitted.
    """
    account = own_account(by)
    _check(chosen)
    values = {**asdict(chosen), "avoided_strands": sorted(set(chosen.avoided_strands))}
    Preferences.objects.update_or_create(user_id=account, defaults=values)
    record(subject=f"user:{by.identifier}", verb="preferences_saved", by=by, at=at)


def _check(chosen: Chosen) -> None:
    table = get_wellbeing()
    for number, (least, most) in (
        (chosen.break_after_minutes, table.minutes_limits),
        (chosen.break_after_seen, table.seen_limits),
    ):
        if number is not None and not least <= number <= most:
            raise PreferenceRefused(f"{number} is not between {least} and {most}.")
    unknown = set(chosen.avoided_strands) - {strand.code for strand in list_strands()}
    if unknown:
        raise PreferenceRefused(f"There is no strand {min(unknown)}.")
    if chosen.blur not in Preferences.Blur.values:
        raise PreferenceRefused(f"There is no blur {chosen.blur}.")
