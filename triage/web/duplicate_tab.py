"""The tab of a case that says what may be the same, what is related, and what an officer has told apart."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from reports.models import Case, Report
from triage.registries import Tab, register_tab
from triage.selectors import matches, waves
from triage.selectors.links import LinkedCase, linked_cases
from triage.selectors.queues import names_of
from triage.services.duplicates import RELATED_BY
from triage.web import reasons, wording

PAGE = matches.SHOWN
Row = dict[str, Any]


def duplicates_context(case: Case) -> dict[str, Any]:
    """Return the candidates, the strongest first, and what else the case has to do with."""
    platforms = names_of()["platforms"]
    offered = matches.list_candidates(case=case)
    linked = linked_cases(case=case)
    listed = {each.case.id for each in linked}
    told_apart = [each for each in matches.list_told_apart(case=case) if each.other.case_id not in listed]
    found = [each for each in offered if each.is_mergeable]
    return {
        "candidates": [_row(each, case=case, platforms=platforms) for each in found[:PAGE]],
        "further": max(0, len(found) - PAGE),
        "alike": [_row(each, case=case, platforms=platforms) for each in offered if not each.is_mergeable][:PAGE],
        "told_apart": [_row(each, case=case, platforms=platforms) for each in told_apart[:PAGE]],
        "shared": [_shared_row(each) for each in matches.list_shared(case=case)],
        "linked": [_linked_row(each) for each in linked],
        "waves": [_wave_row(wave) for wave in waves.waves_of(case=case)],
    }


def _row(candidate: matches.Candidate, *, case: Case, platforms: dict[str, str]) -> Row:
    best = candidate.best
    is_the_earlier = best.other.case_id == case.id
    return {
        "match": best,
        "other": candidate.other,
        "state": wording.STATES[candidate.other.case.lead.state],
        "reasons": [reasons.reason_of(match, platforms=platforms) for match in candidate.reasons],
        "percent": reasons.percent(best.score),
        "said": reasons.STATES[best.state],
        "href": reverse("hub_compare", args=[best.id]) + ("?from=other" if is_the_earlier else ""),
    }


def _shared_row(shared: matches.Shared) -> Row:
    number = f"{shared.count:,}+" if shared.is_more else f"{shared.count:,}"
    text = ngettext("%(what)s: %(n)s other report", "%(what)s: %(n)s other reports", shared.count)
    what = str(reasons.TRAITS[shared.kind]).capitalize()
    return {"text": text % {"what": what, "n": number}, "newest": [_reference(report) for report in shared.newest]}


def _reference(report: Report) -> Row:
    return {"reference": report.case.reference, "href": reverse("hub_case", args=[report.case.reference])}


def _linked_row(linked: LinkedCase) -> Row:
    """Return a linked case with the reason; one that an officer found beside another leads to the comparison."""
    reason = linked.link.reason
    match_id = reason.removeprefix(RELATED_BY)
    if reason.startswith(RELATED_BY) and match_id.isdecimal():
        compared = reverse("hub_compare", args=[int(match_id)])
        return {**_linked(linked), "reason": _("An officer said that they are related"), "compared": compared}
    return {**_linked(linked), "reason": reason}


def _linked(linked: LinkedCase) -> Row:
    return {
        "reference": linked.case.reference,
        "href": reverse("hub_case", args=[linked.case.reference]),
    }


def _wave_row(wave: Any) -> Row:
    text = ngettext("%(n)s report: %(what)s", "%(n)s reports: %(what)s", wave.reports)
    what = reasons.TRAITS[wave.kind]
    return {"text": text % {"n": f"{wave.reports:,}", "what": what}, "href": reverse("hub_surge", args=[wave.id])}


def register_all() -> None:
    """Add the tab."""
    template = "hub/tabs/duplicates.html"
    title = gettext_lazy("Duplicates")
    register_tab(Tab(code="duplicates", title=title, position=40, template=template, context=duplicates_context))
