"""What stands in the place of a placeholder: names looked up, days written out, a neutral word where it is missing."""

from datetime import date, datetime
from typing import Any

from django.utils import formats, timezone
from django.utils.translation import get_language_bidi
from django.utils.translation import gettext as _

from hatehub.reference.models import Force, Platform

ISOLATE, END_OF_ISOLATE = "\u2068", "\u2069"


def values_of(facts: dict[str, Any], *, names: frozenset[str], reference: str) -> dict[str, str]:
    """Return a value for each name, in the active language. A fact that is missing or unknown has a neutral word."""
    found = {name: _value(name, facts=facts, reference=reference) for name in names}
    return {name: _isolated(value) for name, value in found.items()} if get_language_bidi() else found


def _value(name: str, *, facts: dict[str, Any], reference: str) -> str:
    fact = str(facts.get(name) or "")
    if name == "reference":
        return reference
    if name == "force":
        return (fact and Force.objects.filter(code=fact).values_list("name", flat=True).first()) or _(
            "the police force"
        )
    if name == "platform":
        return (fact and Platform.objects.filter(code=fact).values_list("name", flat=True).first()) or _("the platform")
    if name == "service":
        return fact or _("a support service")
    if name == "tell_by":
        return _day(fact) or _("the day that we named")
    return _("what you reported")


def _day(fact: str) -> str:
    """Return an ISO date or moment as a day of London's calendar; empty for anything else."""
    try:
        day = datetime.fromisoformat(fact) if "T" in fact else date.fromisoformat(fact)
    except ValueError:
        return ""
    if isinstance(day, datetime) and timezone.is_aware(day):
        day = timezone.localtime(day)
    return formats.date_format(day, "DATE_FORMAT")


def _isolated(value: str) -> str:
    """Keep a name in Latin letters from turning the writing around it."""
    return f"{ISOLATE}{value}{END_OF_ISOLATE}"
