"""What a custody log says, in officers' words."""

from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from reports.models import Evidence
from reports.selectors.custody import CustodyEntry

DEEDS: Mapping[str, str | Promise] = {
    "received": gettext_lazy("Received with the report"),
    "file_added": gettext_lazy("Received later, from the complainant"),
    "exhibit_made": gettext_lazy("Made by the hub"),
    "viewed": gettext_lazy("Viewed"),
    "viewing_refused": gettext_lazy("Asked for, and refused"),
    "copied": gettext_lazy("Copied"),
    "exported": gettext_lazy("Exported"),
    "quarantined": gettext_lazy("Put into quarantine"),
    "released": gettext_lazy("Released from quarantine"),
    "diverted": gettext_lazy("Diverted"),
    "diverted_on_arrival": gettext_lazy("Diverted when it came"),
    "diversion_lifted": gettext_lazy("No longer diverted"),
}
CAUSES: Mapping[str, str | Promise] = {
    "changed": gettext_lazy("Its bytes are not those that were received."),
    "unreadable": gettext_lazy("Its bytes cannot be opened: they were changed after they were sealed."),
    "missing": gettext_lazy("The store of files no longer holds it."),
    "malware": gettext_lazy("A scanner found malware in it."),
}


def entry_row(entry: CustodyEntry) -> dict[str, Any]:
    """Return an entry as a timeline shows it."""
    deed = DEEDS.get(entry.verb) or entry.verb.replace("_", " ").capitalize()
    return {"title": deed, "at": entry.at, "by": entry.who, "body": entry.why}


def origin(item: Evidence) -> str:
    """Return where an exhibit comes from."""
    if item.origin == Evidence.Origin.CAPTURED:
        return _("Captured by the hub")
    if item.made_from is not None:
        return _("Redacted copy of %s") % item.made_from.exhibit
    return _("Came from the complainant")
