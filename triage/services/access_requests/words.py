"""How a bundle writes what the hub keeps as codes: names, moments, answers. The bundle is in English."""

import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format

from hatehub.reference.selectors import list_strands, platform_names

LABELS: Mapping[str, str] = {
    "under_18": "The person targeted is under 18",
    "ongoing": "Still going on",
    "before": "Happened before",
    "suspect_known": "Whether you know who did it",
    "wishes": "What you hope for",
    "impact": "What it did",
    "why": "Why you think so",
    "happened_where": "Where the person targeted was",
    "pasted": "The message you pasted",
    "display_name": "Name shown",
    "posted": "When it was posted",
    "visibility": "Who could see it",
    "still_up": "Still there when you reported it",
    "platform_reference": "Reported to the platform",
    "platform_name": "Site or app",
    "name": "Name",
    "email": "E-mail",
    "telephone": "Telephone",
    "postcode": "Postcode",
    "organisation": "Organisation",
    "job": "Role there",
    "own_reference": "Your own reference",
    "interpreter_language": "Language for an interpreter",
    "contact_note": "What we should know before getting in touch",
    "identity": "How you report",
    "kind": "What you are to it",
    "agreement": "What the person targeted says to it",
    "safe_hours": "When a message may arrive",
    "details_in_mail": "Details in e-mails",
    "wants_updates": "Wants to be told how it goes",
    "may_leave_messages": "A message may be left",
    "needs_interpreter": "Needs an interpreter",
    "shares_with_force": "Agreed: name and contact to the police force",
    "shares_with_support": "Agreed: contact from a support service",
    "shares_with_experts": "Agreed: the post to community experts",
}

CODE = re.compile(r"[a-z_]+")
CODES: Mapping[str, str] = {
    "yes": "Yes",
    "no": "No",
    "unknown": "Not known",
    "remove": "Remove it",
    "stop": "That it stops",
    "prosecute": "Held to account",
    "support": "Somebody to talk to",
    "record": "On record",
    "everyone": "Everyone",
    "some": "Some people",
    "private": "A private message",
    "account": "Only the account",
}


def label_of(code: str) -> str:
    """Return what a field is called; of one that has no name here, its code."""
    return LABELS.get(code, plain(code))


def plain(code: object) -> str:
    """Return a code in words."""
    return str(code).replace("_", " ").strip().capitalize()


def moment(at: datetime | None) -> str:
    """Return a moment in the time of the United Kingdom; empty for none."""
    return date_format(timezone.localtime(at), "j F Y, H:i") if at else ""


def day(on: date | None) -> str:
    """Return a day; empty for none."""
    return date_format(on, "j F Y") if on else ""


def said(value: Any) -> str:
    """Return an answer in words, whatever it is kept as."""
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, Mapping):
        return "; ".join(f"{label_of(str(name))}: {said(each)}" for name, each in value.items() if each)
    if isinstance(value, list | tuple):
        return ", ".join(said(each) for each in value)
    text = str(value)
    return CODES.get(text) or (plain(text) if CODE.fullmatch(text) and "_" in text else text)


def given(lines: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return the lines that say something."""
    return [(label, value) for label, value in lines if value]


def who(actor: str) -> str:
    """Return by which role something was done, out of the form that the audit keeps; never who it was."""
    role = actor.partition(":")[0]
    return ROLES.get(role, plain(role)) if role else ""


ROLES: Mapping[str, str] = {
    "hub": "The hub's program",
    "officer": "An officer of the hub",
    "supervisor": "A supervisor of the hub",
    "force": "A police force",
    "partner": "A partner organisation",
    "complainant": "You",
    "public": "You, on the form",
}


class Names:
    """The names of platforms and strands by code, read once."""

    def __init__(self) -> None:
        self._platforms = platform_names()
        self._strands: dict[str, str] = {}
        for strand in list_strands():
            self._strands[strand.code] = strand.name
            self._strands |= {f"{strand.code}:{value.code}": value.name for value in strand.values.all()}

    def platform(self, code: str) -> str:
        """Return the name of a platform."""
        return self._platforms.get(code, code)

    def strands(self, codes: Iterable[str]) -> str:
        """Return the names of strands, or of their values."""
        return ", ".join(self._strands.get(code, plain(code)) for code in codes)
