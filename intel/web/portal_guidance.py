"""Guidance in the portal of forces: all that is published, one piece, the practice board, and what a force says."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.http import Http404
from django.urls import reverse

from hatehub.accounts.actors import Actor
from hatehub.accounts.roles import Action
from hatehub.vault.services import KeyDestroyed
from intel.forms.guidance import FilterForm, SaidForm
from intel.selectors import guidance as reading
from intel.selectors.guidance_given import given_with, package_of
from intel.selectors.practice import read_board
from intel.services import guidance_feedback
from intel.web.guidance_rows import list_row, version_row
from intel.web.practice_rows import PERIODS, board_context, since_of
from referrals.registries import ForcePage, Taken, register_force_page
from referrals.selectors.force_cases import get_whole_case
from referrals.services.force_outcomes import OutcomeRefused
from reports.models import Case
from triage.selectors.time_bars import local_day

ERASED = "What this would be added to has been erased."


def register_all() -> None:
    """Add the pages; the one for feedback is reached from a case."""
    pages = (
        ForcePage(code="pieces", title="Guidance", template="force/guidance_list.html", context=list_context),
        ForcePage(code="practice", title="What led to results", template="force/practice.html", context=board_of),
        ForcePage(
            code="piece",
            title="Guidance",
            template="force/guidance_piece.html",
            context=piece_context,
            is_listed=False,
        ),
        ForcePage(
            code="said",
            title="Did the guidance help?",
            template="force/guidance_said.html",
            context=said_context,
            take=take_said,
            is_listed=False,
        ),
    )
    for page in pages:
        register_force_page(page)


def list_context(*, asked: Mapping[str, str], by: Actor, at: datetime) -> dict[str, Any]:
    """Return the published pieces, narrowed down by what they are for."""
    form = FilterForm(asked or None)
    wanted = form.wanted() if form.is_bound else reading.Wanted()
    page = reading.list_published(wanted=wanted, page=asked.get("page"), by=by)
    names = reading.names_by_kind()
    return {"form": form, "rows": [list_row(each, names=names, today=local_day(at)) for each in page], "found": page}


def piece_context(*, asked: Mapping[str, str], by: Actor, at: datetime) -> dict[str, Any]:
    """Return one published piece; `code` in the address names it."""
    try:
        version = reading.find_published(code=asked.get("code", ""), by=by)
    except reading.NoSuchGuidance:
        raise Http404 from None
    return {"row": version_row(version, names=reading.names_by_kind(), said={})}


def board_of(*, asked: Mapping[str, str], by: Actor, at: datetime) -> dict[str, Any]:
    """Return the practice board."""
    period = asked.get("period", "") if asked.get("period", "") in PERIODS else "year"
    since = since_of(period, today=local_day(at))
    return board_context(read_board(since=since, by=by, action=Action.READ_FORCE_CASES), period=period)


def said_context(*, asked: Mapping[str, str], by: Actor, at: datetime) -> dict[str, Any]:
    """Return the form for the guidance of a case; `case` in the address names it. Raises CaseNotFound."""
    case = get_whole_case(reference=asked.get("case", ""), by=by)
    return {"case": case, "form": _form(case, by)}


def take_said(*, asked: Mapping[str, str], sent: Any, by: Actor, at: datetime) -> Taken:
    """Keep what a force says of the guidance of a case. Raises CaseNotFound."""
    case = get_whole_case(reference=asked.get("case", ""), by=by)
    form = _form(case, by, sent)
    if form.is_valid():
        try:
            guidance_feedback.give(reference=case.reference, said=form.said(), by=by, at=at)
        except OutcomeRefused as refusal:
            form.add_error(None, str(refusal))
        except KeyDestroyed:
            form.add_error(None, ERASED)
        else:
            says = "Thank you. The hub and other forces learn from it."
            return Taken(leads_to=reverse("force_case", args=[case.reference]), says=says)
    return Taken(context={"case": case, "form": form})


def _form(case: Case, by: Actor, sent: Any = None) -> SaidForm:
    given = given_with(case=case, package=package_of(case))
    said = guidance_feedback.read_own(case=case, by=by)
    pieces = [(row.version.guidance.code, row.version.title) for row in given]
    initial = {
        f"{name}-{row.version.guidance.code}": getattr(said[row.version_id], name)
        for row in given
        for name in ("verdict", "text")
        if row.version_id in said
    }
    return SaidForm(sent, pieces=pieces, initial=initial)
