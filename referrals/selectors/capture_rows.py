"""Captures and exhibits as rows for the evidence tab."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from hatehub.accounts.actors import Actor
from hatehub.accounts.permissions import require
from hatehub.accounts.roles import Action
from referrals.models import Capture
from referrals.rules.capture.failures import MAY_PASS
from referrals.selectors.capture_words import NO_OWN_COPY, SHOWN, STATES, next_step_for, sentence_for
from reports.models import Case, Evidence
from reports.rules.file_kinds import DRAWN_TYPES

EXHIBITS = 20
Row = dict[str, Any]


def capture_row(capture: Capture, *, note: str = "", is_withheld: bool = False) -> Row:
    """Return what the tab shows of one capture; who it is about is left out where that is withheld."""
    label, colour = STATES[capture.state]
    is_failed = capture.state == Capture.State.FAILED
    return {
        "capture": capture,
        "state": str(label),
        "colour": colour,
        "url": "" if is_withheld else capture.url,
        "final_url": "" if is_withheld or capture.final_url == capture.url else capture.final_url,
        "failure": sentence_for(capture.failure),
        "next_step": next_step_for(capture),
        "shown": str(SHOWN.get(capture.shown_by, "")),
        "picture_failure": sentence_for(capture.picture_failure),
        "note": note,
        "is_given": capture.manner == Capture.Manner.GIVEN,
        "is_open": capture.state in (Capture.State.REQUESTED, Capture.State.RUNNING),
        "may_ask_again": bool(capture.url) and (capture.state == Capture.State.CAPTURED or is_failed)
        and capture.failure not in NO_OWN_COPY,
        "may_give": is_failed and capture.failure not in NO_OWN_COPY,
        "may_pass": capture.failure in MAY_PASS,
        "picture": _openable(capture.picture),
        "warc": capture.warc,
    }  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class ExhibitPage:
    """Up to 20 exhibits of a case, how many there are in all, and the number of the last shown where there are more."""

    rows: list[Evidence]
    total: int
    following: str


def page_of_exhibits(*, case: Case, after: str, by: Actor) -> ExhibitPage:
    """Return a page of all exhibits of a case, in the order they came, with two queries."""
    require(by=by, action=Action.VIEW_MATERIAL)
    every = Evidence.objects.filter(report__case=case)
    rows = every.select_related("report", "made_from").order_by("id")
    if after.isascii() and after.isdecimal():
        rows = rows.filter(id__gt=int(after[:18]))
    found = list(rows[: EXHIBITS + 1])
    following = str(found[EXHIBITS - 1].id) if len(found) > EXHIBITS else ""
    return ExhibitPage(rows=found[:EXHIBITS], total=every.count(), following=following)


def origin_in_words(item: Evidence) -> str:
    """Return where an exhibit comes from."""
    words: Mapping[str, str] = {
        Evidence.Origin.REPORTED: _("Came with the report"),
        Evidence.Origin.CAPTURED: _("Captured"),
        Evidence.Origin.REDACTED: _("Redacted copy"),
    }
    made_from = _(" of %s") % item.made_from.exhibit if item.made_from else ""
    return words[item.origin] + made_from


def _openable(item: Evidence | None) -> Evidence | None:
    """Return an exhibit that can be looked at as a picture; None for any other."""
    if item is None or item.diverted_as or item.is_quarantined:
        return None
    return item if item.content_type in DRAWN_TYPES else None
