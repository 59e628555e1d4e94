"""The open lines of all cases, and what works for which platform."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from hatehub.accounts.staff import StaffRequest, staff_only
from intel.forms.enquiries import OpenFilterForm
from intel.selectors import what_works as counting
from intel.selectors.enquiry_rows import enquiry_row, pounds
from intel.selectors.methods import list_methods
from intel.selectors.open_enquiries import Sought, list_open
from intel.selectors.what_works import Counted, WhatWorks
from intel.web.share_picture import SharePicture, share_picture
from intel.web.share_words import share_words
from reports.models import Case
from triage.selectors.queues import names_of
from triage.selectors.time_bars import local_day
from triage.web.figure_tables import NONE, Cell, Table, csv_answer

MOST_DRAWN = 12


@require_safe
@staff_only
def open_list(request: StaffRequest) -> HttpResponse:
    """List the open lines, the overdue ones first."""
    at, platforms = timezone.now(), names_of()["platforms"]
    methods = [(row.code, row.name) for row in list_methods(by=request.actor)]
    form = OpenFilterForm(request.GET, methods=methods, platforms=sorted(platforms.items(), key=lambda pair: pair[1]))
    given = form.cleaned_data if form.is_valid() else {}
    sought = Sought(
        state=given.get("state", ""),
        method=given.get("method", ""),
        platform=given.get("platform", ""),
        is_overdue=bool(given.get("overdue")),
    )
    page, roots = list_open(sought=sought, page=request.GET.get("page"), by=request.actor, at=at)
    references = dict(Case.objects.filter(id__in=roots.values()).values_list("id", "reference"))
    today = local_day(at)
    rows = [
        {
            **enquiry_row(row, platforms=platforms, today=today, hides=True),
            "case": references[roots[row.case_id]],
        }
        for row in page
    ]
    context = {"form": form, "active": _active(request, form), "rows": rows, "page": page}
    return render(request, "hub/enquiries.html", context, status=422 if form.errors else 200)


@require_safe
@staff_only
def what_works(request: StaffRequest) -> HttpResponse:
    """Show what works for which platform, or give a table as a file: `?csv=` and its code."""
    found, platforms = counting.count(by=request.actor), names_of()["platforms"]
    asked = request.GET.get("platform", "")
    chosen = asked if asked in found.by_platform else ""
    tables = {table.code: table for table in _tables(found, platforms, chosen)}
    if "csv" in request.GET:
        if request.GET["csv"] not in tables:
            raise Http404
        return csv_answer(tables[request.GET["csv"]], day=timezone.localdate())
    shown = found.by_platform[chosen] if chosen else found.by_method
    context = {
        "platforms": [(code, platforms.get(code, code)) for code in found.by_platform],
        "chosen": chosen,
        "picture": _picture(shown) if shown else None,
        "tables": [table for table in tables.values() if table.rows],
        "more_query": f"&{urlencode({'platform': chosen})}" if chosen else "",
    }
    return render(request, "hub/what_works.html", context)


def _active(request: StaffRequest, form: OpenFilterForm) -> list[dict[str, str]]:
    """Return the filters in use, each with the address of the list without it."""
    found = []
    for name, field in form.fields.items():
        value = request.GET.get(name, "")
        if not value or name in form.errors:
            continue
        query = request.GET.copy()
        for gone in (name, "page"):
            query.pop(gone, None)
        choices: dict[str, Any] = dict(getattr(field, "choices", ()))
        label = f"{field.label}: {choices[value]}" if value in choices else str(field.label)
        found.append({"label": label, "href": f"?{query.urlencode()}"})
    return found


def _tables(found: WhatWorks, platforms: dict[str, str], chosen: str) -> list[Table]:
    if chosen:
        title = _("By method, on %s") % platforms.get(chosen, chosen)
        return [_table("methods", title, _("Method"), [(row.name, row) for row in found.by_platform[chosen]])]
    best = [(platforms.get(code, code), _best(rows)) for code, rows in found.by_platform.items()]
    return [
        _table("methods", _("By method, on all platforms"), _("Method"), [(row.name, row) for row in found.by_method]),
        _best_table([(name, row) for name, row in best if row is not None]),
    ]


def _best(rows: tuple[Counted, ...]) -> Counted | None:
    """Return what is most surely good: the method with the highest low end of its interval."""
    enough = [row for row in rows if row.tally.share is not None]
    return max(enough, key=lambda row: row.tally.share.low if row.tally.share else 0, default=None)


def _table(code: str, title: str, first: str, rows: list[tuple[str, Counted]]) -> Table:
    return Table(
        code=code,
        title=title,
        headings=(
            *(first, _("Cases"), _("Identified"), _("Share, with 95 % interval")),
            *(_("Median days"), _("Median cost")),
        ),
        rows=tuple((name, *_cells(row)) for name, row in rows),
        note=_("Of fewer than ten cases no share is given."),
    )


def _best_table(rows: list[tuple[str, Counted]]) -> Table:
    return Table(
        code="platforms",
        title=_("What most surely works, by platform"),
        headings=(
            *(_("Platform"), _("Method"), _("Cases"), _("Identified"), _("Share, with 95 % interval")),
            *(_("Median days"), _("Median cost")),
        ),
        rows=tuple((name, row.name, *_cells(row)) for name, row in rows),
        note=_("The method whose interval begins highest, of those with ten cases or more."),
    )


def _cells(row: Counted) -> tuple[Cell, ...]:
    return (
        row.tally.cases,
        row.tally.identified,
        share_words(row.tally),
        NONE if row.days is None else row.days,
        NONE if row.cost is None else pounds(row.cost),
    )


def _picture(rows: tuple[Counted, ...]) -> SharePicture:
    return share_picture(
        code="chart-what-works",
        title=_("Share of cases in which somebody was identified"),
        description=_("The mark is the share, the line where the true one may lie. The table below has the numbers."),
        rows=[(row.name, row.tally.share, _words(row)) for row in rows[:MOST_DRAWN]],
    )


def _words(row: Counted) -> str:
    share = row.tally.share
    return _("too few") if share is None else _("%d %%") % round(100 * share.value)
