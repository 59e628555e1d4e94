"""The answers as sections of rows, each with the way to change it."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils import formats
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hatehub.reference.selectors import list_strands
from reports.forms import happened, person, posts
from reports.forms.fields import YES_NO_UNKNOWN
from reports.forms.lodging import values_of_strands
from reports.forms.person import ASKED_OF
from reports.forms.steps import Stored, answer, path_of, posts_of
from reports.models import Complainant, DraftFile
from reports.selectors.reference_names import in_own_words
from reports.web.post_cards import post_title

SECTIONS: tuple[tuple[str | Promise, tuple[str, ...]], ...] = (
    (gettext_lazy("What you report"), ("link", "links", "posts", "no-link", "files")),
    (gettext_lazy("What happened"), ("danger", "story", "when", "why", "why-more", "place", "impact")),
    (gettext_lazy("Who did it"), ("suspect", "suspect-details")),
    (gettext_lazy("You"), ("you", "agreement", "work", "identity", "name", "reach", "safe", "hear")),
    (gettext_lazy("What we may share"), ("consents",)),
)
LABELS: dict[str, str | Promise] = {
    "danger": gettext_lazy("In danger, or a child at risk"),
    "kind": gettext_lazy("Was it about you"),
    "under_18": gettext_lazy("Under 18"),
    "agreement": gettext_lazy("Do they know"),
    "organisation": gettext_lazy("Organisation"),
    "job": gettext_lazy("Your role"),
    "own_reference": gettext_lazy("Your own reference"),
    "url": gettext_lazy("Link"),
    "pasted": gettext_lazy("The message you pasted"),
    "platform_name": gettext_lazy("Site or app"),
    "account": gettext_lazy("Account"),
    "words": gettext_lazy("What it said"),
    "narrative": gettext_lazy("What happened"),
    "happened_on": gettext_lazy("When you saw it"),
    "ongoing": gettext_lazy("Still going on"),
    "before": gettext_lazy("Happened before"),
    "strands": gettext_lazy("What it was about"),
    "strand_values": gettext_lazy("More exactly"),
    "why": gettext_lazy("What makes you think so"),
    "suspect_known": gettext_lazy("Do you know who did it"),
    "suspect": gettext_lazy("What you know about them"),
    "suspect_whereabouts": gettext_lazy("Where they are"),
    "postcode": gettext_lazy("Where the person targeted lives"),
    "happened_where": gettext_lazy("Where they were"),
    "impact": gettext_lazy("What it did"),
    "wishes": gettext_lazy("What you hope for"),
    "identity": gettext_lazy("How you report"),
    "name": gettext_lazy("Your name"),
    "email": gettext_lazy("E-mail"),
    "details_in_mail": gettext_lazy("Details in e-mails"),
    "telephone": gettext_lazy("Telephone"),
    "may_leave_messages": gettext_lazy("We may leave a message"),
    "safe_hours": gettext_lazy("When a message may arrive"),
    "needs_interpreter": gettext_lazy("Interpreter"),
    "interpreter_language": gettext_lazy("Language"),
    "contact_note": gettext_lazy("What we should know"),
    "shares_with_force": gettext_lazy("Name and contact to the police force"),
    "shares_with_support": gettext_lazy("Contact from a support service"),
    "shares_with_experts": gettext_lazy("The post to community experts"),
}
CHOSEN: dict[str, dict[str, Any]] = {
    "danger": dict(person.DANGER),
    "kind": dict(person.KINDS),
    "agreement": dict(person.AGREEMENTS),
    "identity": dict(person.IDENTITIES),
    "safe_hours": dict(person.SAFE_HOURS),
    "suspect_known": dict(happened.SUSPECT_KNOWN),
    "suspect_whereabouts": dict(happened.WHEREABOUTS),
    "wishes": dict(happened.WISHES),
    "visibility": dict(posts.VISIBILITIES),
    **{name: dict(YES_NO_UNKNOWN) for name in ("under_18", "ongoing", "before")},
}
ALWAYS_SHOWN = frozenset({"shares_with_force", "shares_with_support", "shares_with_experts"})
"""Consents are shown when refused too: a person must see what they did not agree to."""


def answer_sections(stored: Stored, *, files: list[tuple[DraftFile, str]]) -> list[dict[str, Any]]:
    """Return the answered questions on this person's way, by section: rows of key, value, href and action."""
    asked = {step.slug for step in path_of(stored)}
    sections = []
    for title, slugs in SECTIONS:
        rows = [row for slug in slugs if slug in asked for row in _rows(slug, stored, files)]
        if rows:
            sections.append({"title": title, "rows": rows})
    return sections


def _rows(slug: str, stored: Stored, files: list[tuple[DraftFile, str]]) -> Iterator[dict[str, Any]]:
    if slug == "files":
        if files:
            yield _row(slug, _("Files"), "\n".join(name for _file, name in files))
        return
    if slug == "posts":
        yield from _post_rows(stored)
        return
    for name, value in _answers(slug, stored).items():
        if value or name in ALWAYS_SHOWN:
            yield _row(slug, str(LABELS[name]), _shown(name, value))


def _answers(slug: str, stored: Stored) -> dict[str, Any]:
    """Return a page's answers, without those that later answers have made void."""
    given = {name: value for name, value in stored.get(slug, {}).items() if name in LABELS}
    if slug == "consents":
        asked = ASKED_OF[Complainant.Identity(answer(stored, "identity", "identity") or "anonymous")]
        return {name: value for name, value in given.items() if name in asked}
    if slug == "why-more":
        given["strand_values"] = values_of_strands({**given, "strands": answer(stored, "why", "strands") or ()})
    return given


def _post_rows(stored: Stored) -> Iterator[dict[str, Any]]:
    for number, post in enumerate(posts_of(stored), start=1):
        said = [str(post.get(name, "")) for name in ("words", "display_name", "posted", "platform_reference")]
        seen = [str(CHOSEN[name][post[name]]) for name in ("visibility",) if post.get(name)]
        value = "\n".join(filter(None, (str(post["url"]), *said, *seen)))
        row = _row("posts", post_title(post), value)
        yield {**row, "href": reverse("report_post", args=[number]) + "?check"}


def _row(slug: str, key: str, value: str) -> dict[str, Any]:
    address = reverse("report_question", args=[slug]) + "?check"
    return {"key": key, "value": value, "href": address, "action": _("Change")}


def _shown(name: str, value: Any) -> str:
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if name == "happened_on":
        return formats.date_format(date.fromisoformat(value))
    if name in ("strands", "strand_values"):
        return ", ".join(_strand_names().get(code, code) for code in value)
    if name in CHOSEN:
        codes = [value] if isinstance(value, str) else value
        return "\n".join(str(CHOSEN[name].get(code, code)) for code in codes)
    return str(value)


def _strand_names() -> Mapping[str, str]:
    """Return the names of strands by code, and of their values by `strand:value`."""
    names = {}
    for strand in list_strands():
        names[strand.code] = in_own_words(strand.name)
        names |= {f"{strand.code}:{value.code}": in_own_words(value.name) for value in strand.values.all()}
    return names
