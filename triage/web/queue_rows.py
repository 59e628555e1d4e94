"""Rows of the table in which cases are listed: the queue's, a search's, a preview's."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hatehub.design.colours import colour_of
from reports.models import Report
from reports.models.report import NO_TIME_BAR
from reports.rules.workflow import OPEN_STATES
from reports.services.personal import first_words
from triage.models import Handover
from triage.selectors.cases import is_late
from triage.selectors.handovers import open_of
from triage.selectors.queues import QueuePage
from triage.web import emergency_rows, told_rows, wording
from triage.web.priority_rows import band_row

WARN_DAYS = 30
Names = Mapping[str, Mapping[str, str]]


def case_rows(
    page: QueuePage, *, names: Names, at: datetime, username: str = "", known: Sequence[Handover] | None = None
) -> list[dict[str, Any]]:
    """Return a row for each report of a page; the first words are opened, which is not a view.

    One query for their keys, and one for the open hand-overs of these cases, unless all that are open are `known`.
    """
    words = first_words(contents=page.first_posts.values())
    cases = {report.case_id for report in page.reports}
    open_ones = open_of(cases=cases).values() if known is None else known
    handovers = emergency_rows.queue_tags(open_ones, at=at)
    return [
        {
            **_row(report, page, names=names, at=at),
            "words": wording.shortened(words.get(report.id, "")),
            "tags": _tags(report, names=names, handover=handovers.get(report.case_id, "")),
            "owner": _owner(page.owners.get(report.case_id, ""), username=username),
        }
        for report in page.reports
    ]


def _row(report: Report, page: QueuePage, *, names: Names, at: datetime) -> dict[str, Any]:
    post = page.first_posts.get(report.id)
    is_open = report.state in OPEN_STATES
    return {
        "id": report.id,
        "href": reverse("hub_case", args=[report.case.reference]),
        "reference": report.case.reference,
        "platform": names["platforms"].get(post.platform_code, "") if post else "",
        "force": names["forces"].get(report.victim_area.get("force") or "", _("not known")),
        "priority": band_row(getattr(report.case, "priority", None)) if is_open else None,
        "time_bar": _time_bar(report.time_bar_on, at=at),
        "state": report.state,
        "state_class": f"govuk-tag--{colour_of(report.state)}",
        "state_label": wording.STATES[report.state],
        "clock": wording.clock(report.due_at, at=at),
        "late": is_late(report=report, at=at),
    }


def _tags(report: Report, *, names: Names, handover: str) -> list[dict[str, str]]:
    """Return what stands out about a report, each with its colour: strands first."""
    marks = [
        (handover, "red"),
        (_("Danger") if not handover and told_rows.danger_of(report) else "", "red"),
        (_("Review asked for") if report.review_asked_at else "", "orange"),
        (_("Came in a burst") if report.is_in_burst else "", "yellow"),
    ]
    strands = [(names["strands"].get(code, code), "grey") for code in report.strands]
    return [{"text": text, "colour": colour} for text, colour in (*strands, *marks) if text]


def _owner(owner: str, *, username: str) -> str:
    return _("You") if owner and owner == username else owner


def _time_bar(last_day: date, *, at: datetime) -> dict[str, Any] | None:
    """Return the last day on which proceedings can begin, and what to say where that is near or over."""
    if last_day == NO_TIME_BAR:
        return None
    left = (last_day - timezone.localdate(at)).days
    if left < 0:
        return {"day": last_day, "warning": _("passed")}
    warning = ngettext("%d day left", "%d days left", left) % left if left <= WARN_DAYS else ""
    return {"day": last_day, "warning": warning}
