"""The answers as rows of a summary, each with the way to change it."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hatehub.reference.selectors import list_platforms, list_strands
from reports import forms
from reports.models import DraftFile
from reports.rules.post_keys import recognise_post
from reports.web.steps import BY_SLUG

CHOSEN: dict[str, dict[str, Any]] = {"kind": dict(forms.KINDS), "suspect_whereabouts": dict(forms.WHEREABOUTS)}
LABELS = {
    "url": gettext_lazy("Link"),
    "words": gettext_lazy("What it says"),
    "narrative": gettext_lazy("What happened"),
    "happened_on": gettext_lazy("When you saw it"),
    "strands": gettext_lazy("What it was about"),
    "kind": gettext_lazy("Was it about you"),
    "suspect": gettext_lazy("Who did it"),
    "suspect_whereabouts": gettext_lazy("Where they are"),
    "postcode": gettext_lazy("Where the person targeted lives"),
    "email": gettext_lazy("E-mail"),
    "details_in_mail": gettext_lazy("Details in e-mails"),
    "name": gettext_lazy("Your name"),
    "shares_with_force": gettext_lazy("Name and contact to the police force"),
    "shares_with_support": gettext_lazy("Contact from a support service"),
}


def answer_rows(stored: Mapping[str, Any], *, files: list[tuple[DraftFile, str]]) -> list[dict[str, Any]]:
    """Return rows of key, value, href and action for every question answered, in the order of the form."""
    rows = []
    for slug in BY_SLUG:
        if slug == "files" and files:
            rows.append(_row(slug, _("Files"), "\n".join(name for _file, name in files)))
        for name, value in stored.get(slug, {}).items():
            rows.append(_row(slug, str(LABELS[name]), _shown(name, value)))
    return rows


def _row(slug: str, key: str, value: str) -> dict[str, Any]:
    address = reverse("report_question", args=[slug]) + "?check"
    return {"key": key, "value": value, "href": address, "action": _("Change")}


def _shown(name: str, value: Any) -> str:
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if not value:
        return _("Not given")
    if name == "happened_on":
        return formats.date_format(date.fromisoformat(value))
    if name == "strands":
        names = {strand.code: strand.name for strand in list_strands()}
        return ", ".join(names.get(code, code) for code in value)
    if name == "url":
        return describe_link(value)
    return str(CHOSEN[name][value]) if name in CHOSEN else str(value)


def describe_link(url: str) -> str:
    """Return a link with what the hub recognised in it, in words."""
    found = recognise_post(url)
    if found.platform in ("", "other"):
        return url
    account = f" · {found.account}" if found.account else ""
    names = dict(list_platforms().values_list("code", "name"))
    return f"{url} ({names.get(found.platform, found.platform)}{account})"
