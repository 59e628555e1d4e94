"""A version of a product as a PDF that can be read aloud and kept."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.formats import date_format

from hatehub.accounts.actors import Actor
from hatehub.accounts.permissions import require
from hatehub.accounts.roles import Action, Role
from hatehub.audit.services import record
from hatehub.documents.rendering import render_pdf
from intel.models import ProductVersion
from intel.selectors.product_words import about, audience, sections_of
from triage.selectors.queues import names_of

STATES = {
    ProductVersion.State.DRAFT: "Draft. Not published.",
    ProductVersion.State.PUBLISHED: "",
    ProductVersion.State.REPLACED: "A later version has replaced this one.",
    ProductVersion.State.WITHDRAWN: "This version is withdrawn.",
}


@transaction.atomic
def make_file(*, version: ProductVersion, by: Actor, at: datetime) -> bytes:
    """Return a version as PDF, dated as it was published or last written, and record that it was given.

    Raises NotPermitted.
    """
    require(by=by, action=Action.READ_FORCE_CASES if by.role is Role.FORCE else Action.WRITE_PRODUCT)
    subject = f"product:{version.product.reference}"
    record(subject=subject, verb="product_file_given", by=by, at=at, details={"version": version.number})
    return render_pdf(
        package="intel.data",
        template="product.typ",
        data=_data(version),
        at=version.published_at or version.written_at,
        language="en-gb",
    )


def _data(version: ProductVersion) -> dict[str, Any]:
    names = names_of()
    published = version.published_at
    return {
        "title": version.title,
        "hub": "Online Hate Hub",
        "kind": version.product.get_kind_display(),
        "facts": [
            ["Reference", f"{version.product.reference}, version {version.number}"],
            ["About", ". ".join(about(version.product, names))],
            ["Figures as counted on", date_format(version.drawn_at, "j F Y, H:i")],
            ["Published", date_format(published, "j F Y") if published else "not published"],
            ["For", audience(version, names) if published else "nobody yet"],
        ],
        "standing": " ".join(filter(None, (STATES[ProductVersion.State(version.state)], version.withdrawn_why))),
        "whats_new": version.whats_new,
        "sections": [
            {
                "title": each["title"],
                "paragraphs": each["paragraphs"],
                "figures": [_figure(figure) for figure in each["figures"]],
            }
            for each in sections_of(version)
        ],
        "recommendations": [
            [row.what, row.owner, date_format(row.due_on, "j F Y")]
            for row in sorted(version.recommendations.all(), key=lambda row: (row.due_on, row.id))
        ],
    }


def _figure(figure: dict[str, Any]) -> dict[str, Any]:
    rows = [[f"{cell:,}" if isinstance(cell, int) else str(cell) for cell in row] for row in figure["rows"]]
    note = f"{figure['period']}. {figure['definition']} {figure['leaves_out']}"
    return {"title": figure["title"], "headings": figure["headings"], "rows": rows, "note": note}
