"""What a second reader is shown of a report: what was told, and nothing that was done about it since."""

from datetime import datetime
from typing import Any

from django.utils import formats
from django.utils.translation import gettext as _

from reports.models import Evidence, Report
from reports.services.personal import read_narrative, read_suspect
from triage.models import SecondReading
from triage.selectors.queues import names_of
from triage.web import told_rows, wording
from triage.web.legible import legible
from triage.web.reported_rows import exhibit_rows, post_rows

Row = dict[str, Any]


def told_context(report: Report, *, reading_id: int) -> Row:
    """Return a report as it was told: words, posts, exhibits and answers, whatever its first decision withholds."""
    return {
        "reading": reading_id,
        "danger": told_rows.danger_of(report),
        "narrative": legible(read_narrative, report=report),
        "suspect": legible(read_suspect, report=report, is_review=True),
        "posts": post_rows(list(report.contents.order_by("position"))),
        "exhibits": exhibit_rows(
            Evidence.objects.filter(report=report, origin=Evidence.Origin.REPORTED).order_by("id")
        ),
        "answers": [*_circumstances(report), *told_rows.answer_rows(report)],
    }


def strands_of(report: Report, *, names: dict[str, dict[str, str]] | None = None) -> list[str]:
    """Return the names of the strands that the person named."""
    known = (names or names_of())["strands"]
    return [known.get(code, code) for code in report.strands]


def waiting_row(reading: SecondReading, *, href: str, names: dict[str, dict[str, str]], at: datetime) -> Row:
    """Return how a reading stands in a list: by the case and what the person named, never by what was decided."""
    return {
        "href": href,
        "reference": reading.case.reference,
        "strands": strands_of(reading.assessment.report, names=names),
        "waits": wording.amount(at - reading.asked_at),
    }


def _circumstances(report: Report) -> list[Row]:
    rows = [{"key": _("Reports as"), "value": str(report.complainant.get_kind_display())}]
    if report.happened_on:
        rows.append({"key": _("Happened on"), "value": formats.date_format(report.happened_on, "DATE_FORMAT")})
    return rows
