"""What a second reader is shown of a report: what was told, and nothing that was done about it since."""

from datetime import datetime
from typing import Any

from django.utils import formats
from django.utils.translation import gettext as _

from reports.models import Evidence, Report
from reports.rules.file_kinds import DRAWN_TYPES, READ_TYPES
from reports.selectors.refusals import kind_in_words
from reports.services.personal import read_file_names, read_narrative, read_suspect, read_words
from triage.models import SecondReading
from triage.selectors.queues import names_of
from triage.web import diverted_rows, told_rows, wording
from triage.web.legible import erased, legible

Row = dict[str, Any]


def told_context(report: Report, *, reading_id: int) -> Row:
    """Return a report as it was told: words, posts, exhibits and answers, whatever its first decision withholds."""
    posts = list(report.contents.order_by("position"))
    diverted = diverted_rows.notices_of_posts(posts)
    return {
        "reading": reading_id,
        "danger": told_rows.danger_of(report),
        "narrative": legible(read_narrative, report=report),
        "suspect": legible(read_suspect, report=report, is_review=True),
        "posts": [
            {"post": post, "diverted": diverted[post.id]}
            if post.id in diverted
            else {"post": post, "words": legible(read_words, content=post), "rows": told_rows.post_rows(post)}
            for post in posts
        ],
        "exhibits": _exhibits(report),
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


def _exhibits(report: Report) -> list[Row]:
    items = list(Evidence.objects.filter(report=report).order_by("id"))
    names, diverted = read_file_names(evidence=items), diverted_rows.notices_of_exhibits(items)
    return [
        {
            "item": item,
            "diverted": diverted.get(item.id),
            "name": names.get(item.id, erased()),
            "kind": kind_in_words(item.content_type),
            "is_drawn": item.content_type in DRAWN_TYPES,
            "is_read": item.content_type in READ_TYPES,
        }
        for item in items
    ]


def _circumstances(report: Report) -> list[Row]:
    rows = [{"key": _("Reports as"), "value": str(report.complainant.get_kind_display())}]
    if report.happened_on:
        rows.append({"key": _("Happened on"), "value": formats.date_format(report.happened_on, "DATE_FORMAT")})
    return rows
