"""Intelligence in the portal of forces, and the feed of it for their programs: only what the force was given."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.http import Http404

from hatehub.accounts.actors import Actor
from intel.services.intelligence import serving
from intel.web.intelligence_rows import item_rows
from referrals.registries import (
    Fed,
    FedNotFound,
    ForcePage,
    ObjectFeed,
    register_force_page,
    register_object_feed,
)


def register_all() -> None:
    """Add the pages, and the feed."""
    register_object_feed(
        ObjectFeed(name="intelligence", page=serving.read_page, whole=serving.give_bundle, paper=serving.give_paper)
    )
    pages = (
        ForcePage(
            code="intelligence", title="Intelligence", template="force/intelligence_list.html", context=list_context
        ),
        ForcePage(
            code="intelligence-report",
            title="Intelligence report",
            template="force/intelligence_report.html",
            context=report_context,
            is_listed=False,
        ),
        ForcePage(code="intelligence-pdf", title="Intelligence report", file=give_pdf, is_listed=False),
    )
    for page in pages:
        register_force_page(page)


def list_context(*, asked: Mapping[str, str], by: Actor, at: datetime) -> dict[str, Any]:
    """Return what the force was given, the newest first."""
    found, had = serving.list_for_portal(page=asked.get("page"), by=by)
    return {"found": found, "rows": had}


def report_context(*, asked: Mapping[str, str], by: Actor, at: datetime) -> dict[str, Any]:
    """Return one report; `reference` in the address names it."""
    try:
        had = serving.show(reference=asked.get("reference", ""), by=by, at=at)
    except FedNotFound:
        raise Http404 from None
    return {"had": had, "items": item_rows(had.items, had.said)}


def give_pdf(*, asked: Mapping[str, str], by: Actor, at: datetime) -> Fed:
    """Return one report as PDF. Raises FedNotFound and FedRevoked."""
    return serving.give_paper(reference=asked.get("reference", ""), by=by, at=at)
