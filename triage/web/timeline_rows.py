"""What was done on a case, as its timeline shows it."""

from typing import Any

from django.utils.http import urlencode
from django.utils.translation import ngettext

from hatehub.audit.selectors import Deed
from reports.models import Case
from triage.registries import Asked
from triage.selectors import cases


def timeline_context(case: Case, asked: Asked) -> dict[str, Any]:
    """Return a page of what was done, newest first; the same done to many reports at once is one entry."""
    after = asked.get("before")
    found = cases.timeline(case=case, after=after)
    own = {f"case:{case.reference}", f"report:{case.lead.reference}"}
    return {
        "looks": found.looks,
        "is_further_on": bool(after),
        "older": f"?{urlencode({'before': found.following})}" if found.following else "",
        "entries": [_row(deed, own=own) for deed in found.deeds],
    }


def _row(deed: Deed, *, own: set[str]) -> dict[str, Any]:
    verb = deed.verb.replace("_", " ").capitalize()
    on = _on(deed, own=own)
    return {
        "title": f"{verb} · {on}" if on else verb,
        "at": deed.at,
        "by": deed.actor.partition(":")[2],
        "body": deed.reason,
    }


def _on(deed: Deed, *, own: set[str]) -> str:
    """Return on which reports it was done; empty where that is the one that leads, or the case."""
    if not deed.is_of_one_subject:
        return ngettext("%d report", "%d reports", deed.entries) % deed.entries
    reference = "" if deed.subject in own else deed.subject.partition(":")[2]
    times = ngettext("%d time", "%d times", deed.entries) % deed.entries if deed.entries > 1 else ""
    return " · ".join(part for part in (reference, times) if part)
