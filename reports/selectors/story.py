"""The complainant's story, line by line, each in the words that held when it was told and in the reader's language."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from hatehub.vault import services as vault
from hatehub.vault.models import Purpose
from reports.models import MessageText, Report, StatusEntry
from reports.rules.texts import fill
from reports.selectors.text_values import values_of
from reports.selectors.texts import SHIPPED, Words, allowed_names, shipped_words, text_of, words_of


@dataclass(frozen=True, kw_only=True)
class Line:
    """One line of the story as it is shown. `body` has paragraphs; `note` holds an officer's words to this person."""

    title: str
    body: str
    at: datetime
    by: str
    note: str = ""


STATE_NAMES: dict[str, str | Promise] = {
    "received": _("Received"),
    "in_triage": _("Being read"),
    "assessed_crime": _("Recorded as a crime"),
    "assessed_non_crime": _("Recorded, not a crime"),
    "out_of_scope": _("Not something we can act on"),
    "assigned": _("Being prepared for a police force"),
    "packaged": _("Offered to a police force"),
    "with_force": _("With a police force"),
    "closed": _("Closed"),
    "merged": _("Worked on with other reports"),
}


ROLE_NAMES: dict[str, str | Promise] = {
    "hub": _("the hub"),
    "officer": _("an officer of the hub"),
    "supervisor": _("an officer of the hub"),
    "force": _("the police force"),
    "complainant": _("you"),
}


ABOUT_POSTS = "takedown_"
"""How the kinds of lines begin that tell what became of a post."""


def story_line(entry: StatusEntry) -> Line:
    """Return one line in the language that is active."""
    return _lines([entry], report=entry.report)[0]


def list_story(*, report: Report) -> list[Line]:
    """Return a report's story, newest first."""
    return _lines(StatusEntry.objects.filter(report=report).order_by("-at", "-id"), report=report)


def list_about_posts(*, report: Report) -> list[Line]:
    """Return the newest line about a report's posts for each platform that was asked to act, newest first."""
    told = StatusEntry.objects.filter(report=report, kind__startswith=ABOUT_POSTS).order_by("at", "id")
    newest = {entry.facts.get("platform", ""): entry for entry in told}
    return _lines(sorted(newest.values(), key=lambda entry: entry.at, reverse=True), report=report) if newest else []


def shown_state(*, report: Report) -> str:
    """Return the state that the complainant is shown: for a merged report, that of the report that leads."""
    return str(report.case.lead.state if report.state == "merged" else report.state)


def note_field(key: str) -> str:
    """Return the name under which an officer's words on a line are sealed."""
    return f"note:{key}"


def _lines(entries: Iterable[StatusEntry], *, report: Report) -> list[Line]:
    language = get_language() or report.language
    told = list(entries)
    kinds = {text_of(entry.kind, entry.facts) for entry in told}
    versions = list(MessageText.objects.filter(kind__in=kinds, language=language).order_by("version"))
    return [_line(entry, report=report, language=language, versions=versions) for entry in told]


def _line(entry: StatusEntry, *, report: Report, language: str, versions: list[MessageText]) -> Line:
    kind = text_of(entry.kind, entry.facts)
    own = [version for version in versions if version.kind == kind]
    words = _words(entry, own, language=language, told_in=report.language) or shipped_words(kind, language=language)
    values = values_of(entry.facts, names=allowed_names(kind), reference=report.reference)
    return Line(
        title=fill(words.title, values),
        body=fill(words.body, values),
        at=entry.at,
        by=str(ROLE_NAMES.get(entry.role, "")),
        note=_note(entry),
    )


def _words(entry: StatusEntry, versions: list[MessageText], *, language: str, told_in: str) -> Words | None:
    """Return the version that was told, or that held then in the language in which it is read; None as shipped."""
    if language == told_in:
        told = [row for row in versions if row.version == entry.text_version != SHIPPED]
    else:
        told = [row for row in versions if row.saved_at <= entry.at]
    return words_of(told[-1]) if told else None


def _note(entry: StatusEntry) -> str:
    """Return an officer's words; empty where there are none, or the person was erased."""
    if entry.sealed_note is None:
        return ""
    try:
        words = vault.unseal(
            entry.sealed_note, owner=entry.report_id, purpose=Purpose.PERSON, field=note_field(entry.key)
        )
    except vault.KeyDestroyed:
        return ""
    return str(words)
