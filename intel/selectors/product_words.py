"""Products in words: what they are about, who wrote them, and what a figure before and after allows to be said."""

from collections.abc import Mapping
from typing import Any

from django.utils.formats import date_format

from hatehub.reference.models import Offence
from intel.models import PreventionAction, Product, ProductVersion
from intel.rules.changes import Change, compare
from intel.rules.product_scheme import Kind, plan_of
from intel.selectors.product_results import MEASURE_NAMES

Names = Mapping[str, Mapping[str, str]]
State = ProductVersion.State
COLOURS = {State.DRAFT: "yellow", State.PUBLISHED: "green", State.REPLACED: "grey", State.WITHDRAWN: "red"}
SAID = {
    Change.FEW: "Too few to say whether anything changed.",
    Change.SAME: "No difference that could be told from chance.",
    Change.MORE: "More after it than before, and more than chance would give.",
    Change.FEWER: "Fewer after it than before, and fewer than chance would give.",
}
NO_CAUSE = "Other things changed too: it does not show that the action made the difference."


def about(product: Product, names: Names) -> list[str]:
    """Return what a product is about, and its days."""
    named = (
        ("Strand", names["strands"].get(product.strand_code, product.strand_code)),
        ("Platform", names["platforms"].get(product.platform_code, product.platform_code)),
        ("Offence", _offence(product.offence_code)),
        ("Area", names["forces"].get(product.force_code, product.force_code)),
    )
    said = [f"{what}: {name}" for what, name in named if name]
    if product.notice_id:
        said.append("The reports of one notice")
    if not said:
        said.append("Everything that was reported")
    return [*said, f"{date_format(product.since, 'j F Y')} to {date_format(product.until, 'j F Y')}"]


def whose(actor: str) -> str:
    """Return an actor as pages name them."""
    role, _, name = actor.partition(":")
    return "The hub" if role == "hub" or not name else name


def sections_of(version: ProductVersion) -> list[dict[str, Any]]:
    """Return the sections of a version in their order, each with its title, words in paragraphs, and figures."""
    rows = sorted(version.sections.all(), key=lambda row: row.position)
    return [
        {
            "row": row,
            "title": plan_of(Kind(version.product.kind), row.code).title,
            "asks": plan_of(Kind(version.product.kind), row.code).asks,
            "paragraphs": [part.strip() for part in row.words.split("\n\n") if part.strip()],
            "figures": row.figures,
        }
        for row in rows
    ]


def audience(version: ProductVersion, names: Names) -> str:
    """Return to whom a version is published."""
    if version.for_all:
        return "All forces"
    return ", ".join(names["forces"].get(code, code) for code in version.forces)


def action_row(row: PreventionAction) -> dict[str, Any]:
    """Return what was done, with its figure before and after and what that allows to be said."""
    change = None if row.after is None else compare(now=row.after, before=row.before)
    return {
        "row": row,
        "measure": MEASURE_NAMES[row.measure],
        "by": row.force.short_name if row.force else "The hub",
        "said": [SAID[change], NO_CAUSE] if change is not None else [],
    }


def _offence(code: str) -> str:
    return (Offence.objects.filter(code=code).values_list("short_name", flat=True).first() or code) if code else ""
