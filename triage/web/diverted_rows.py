"""Diverted material as rows: never itself, only what it is, which body deals with it, and where to read more."""

from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from reports.models import Content, Evidence
from triage.forms.diverting import MATERIALS
from triage.models import Diversion
from triage.selectors import diversions


def diverted(material: str) -> str:
    """Return what stands in place of words that are not shown."""
    return _("Diverted and not shown: %s.") % str(MATERIALS[material]).lower()


def all_placeholders() -> frozenset[str]:
    """Return everything that `diverted` can say."""
    return frozenset(diverted(material) for material in MATERIALS)


def notices_of_exhibits(items: Iterable[Evidence]) -> dict[int, dict[str, Any]]:
    """Return by exhibit what stands in place of the diverted ones."""
    marked = {item.id: item.diverted_as for item in items if item.diverted_as}
    rows = diversions.rows_of_exhibits(evidence_ids=marked) if marked else {}
    return {key: notice(material, row=rows.get(key)) for key, material in marked.items()}


def notices_of_posts(items: Iterable[Content]) -> dict[int, dict[str, Any]]:
    """Return by post what stands in place of the diverted ones."""
    marked = {item.id: item.diverted_as for item in items if item.diverted_as}
    rows = diversions.rows_of_posts(content_ids=marked) if marked else {}
    return {key: notice(material, row=rows.get(key)) for key, material in marked.items()}


def notice(material: str, *, row: Diversion | None) -> dict[str, Any]:
    """Return what a page says of one diverted thing; `row` is None for a moment after something came in marked."""
    return {
        "text": diverted(material),
        "body": body_of(row),
        "is_told": row is not None and row.told_at is not None,
        "href": reverse("hub_diversion", args=[row.id]) if row else reverse("hub_diverted"),
    }


def body_of(row: Diversion | None) -> str:
    """Return the name of the body that a thing is diverted to."""
    return row.body.name if row is not None and row.body else _("no body is named in the reference data")


def name_of(row: Diversion) -> str:
    """Return how a thing is called: its exhibit number, or its post's place in the report."""
    if row.evidence is not None:
        return _("Exhibit %s") % row.evidence.exhibit
    assert row.content is not None  # noqa: S101 - the table's constraint says so
    return _("Post %(number)d of %(report)s") % {"number": row.content.position, "report": row.report.reference}


def addresses_of(row: Diversion) -> list[str]:
    """Return the addresses that the body is told: of the post, or of the posts that a file came with."""
    posts = [row.content] if row.content else sorted(row.report.contents.all(), key=lambda post: post.position)
    return [post.url for post in posts if post.url]
