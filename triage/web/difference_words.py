"""In what a report differs from the one that leads its case, in words."""

from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from reports.models import Report
from triage.rules.differences import Difference

WORDS: dict[Difference, str | Promise] = {
    Difference.IN_DANGER: gettext_lazy("Says that someone is in danger"),
    Difference.CHILD: gettext_lazy("A child may be at risk"),
    Difference.IS_VICTIM: gettext_lazy("Is the person targeted"),
    Difference.PERHAPS_IN_DANGER: gettext_lazy("Was not sure whether anyone is in danger"),
    Difference.FOR_VICTIM: gettext_lazy("Speaks for the person targeted"),
    Difference.OTHER_STRAND: gettext_lazy("Names another strand"),
    Difference.OWN_FILE: gettext_lazy("Brought a file of their own"),
    Difference.OWN_POST: gettext_lazy("Names another post"),
    Difference.OTHER_FORCE_AREA: gettext_lazy("Lives in the area of another force"),
}
COLOURS: dict[Difference, str] = {
    Difference.IN_DANGER: "red",
    Difference.CHILD: "red",
    Difference.IS_VICTIM: "yellow",
    Difference.PERHAPS_IN_DANGER: "yellow",
    Difference.FOR_VICTIM: "yellow",
}


def difference_rows(
    found: tuple[Difference, ...], *, report: Report, lead: Report, names: dict[str, dict[str, str]]
) -> list[dict[str, Any]]:
    """Return each difference in words, with the colour of its tag; the more urgent come first."""
    return [
        {
            "text": _in_words(code, report=report, lead=lead, names=names),
            "colour": COLOURS.get(code, "grey"),
            "is_urgent": code in COLOURS,
        }
        for code in found
    ]


def _in_words(code: Difference, *, report: Report, lead: Report, names: dict[str, dict[str, str]]) -> str:
    """Return one difference with what it names: the strand, the force."""
    if code is Difference.OTHER_STRAND:
        others = [names["strands"].get(each, each) for each in report.strands if each not in lead.strands]
        return _("Names another strand: %s") % ", ".join(others)
    if code is Difference.OTHER_FORCE_AREA:
        force = report.victim_area.get("force") or ""
        return _("Lives in the area of another force: %s") % names["forces"].get(force, force)
    return str(WORDS[code])
