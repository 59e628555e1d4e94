"""The reports of a case as its tab shows them: those that differ from the lead first, and in what."""

from typing import Any

from django.utils.functional import Promise
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy

from reports.models import Case
from triage.registries import Asked
from triage.selectors.members import Member, MembersPage, Show, list_members
from triage.selectors.queues import names_of
from triage.web.difference_words import difference_rows

SHOWS: dict[Show, str | Promise] = {
    Show.ALL: gettext_lazy("All"),
    Show.DIFFERS: gettext_lazy("Differ from the lead"),
    Show.DANGER: gettext_lazy("In danger"),
    Show.VICTIMS: gettext_lazy("Victims"),
    Show.FILES: gettext_lazy("Brought files"),
    Show.WROTE: gettext_lazy("Wrote since"),
}
LONGEST_REFERENCE = 20


def reports_context(case: Case, asked: Asked) -> dict[str, Any]:
    """Return a page of the reports of a case, the filters with their counts, and what was searched for."""
    show = next((each for each in Show if each == asked.get("show")), Show.ALL)
    typed = asked.get("reference").strip()[:LONGEST_REFERENCE]
    after = asked.get("after")
    page = list_members(case=case, show=show, typed=typed, after=after, by=asked.by)
    kept = {"show": show.value, "reference": typed}
    return {
        "total": page.counts[Show.ALL],
        "found": page.found,
        "typed": typed,
        "show": show.value,
        "is_filtered": bool(typed) or show is not Show.ALL,
        "filters": _filters(page, chosen=show, typed=typed),
        "members": _rows(page.members, case=case),
        "is_further_on": bool(after),
        "first": f"?{urlencode(kept)}",
        "paging": {
            "previous": "",
            "next": f"?{urlencode({**kept, 'after': page.following})}" if page.following else "",
        },
    }


def _filters(page: MembersPage, *, chosen: Show, typed: str) -> list[dict[str, Any]]:
    return [
        {
            "text": text,
            "count": page.counts[show],
            "href": f"?{urlencode({'show': show.value, 'reference': typed})}",
            "is_chosen": show is chosen,
        }
        for show, text in SHOWS.items()
    ]


def _rows(members: list[Member], *, case: Case) -> list[dict[str, Any]]:
    names = names_of()
    return [
        {
            "report": member.report,
            "is_lead": member.is_lead,
            "merge": member.merge,
            "has_files": member.has_files,
            "has_written": member.has_written,
            "differences": difference_rows(member.differences, report=member.report, lead=case.lead, names=names),
        }
        for member in members
    ]
