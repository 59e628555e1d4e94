"""The replies that can be picked for a complainant, and one of them put into a message."""

from typing import Any

from django.conf import settings
from django.utils import formats, timezone, translation

from hatehub.accounts.actors import Actor
from reports.models import Report
from triage.rules.replies import begin_with, fill_reply
from triage.selectors.queues import names_of
from triage.selectors.replies import Offered, Reply, list_offered

Row = dict[str, Any]


def offered_context(report: Report, offered: Offered) -> Row:
    """Return what can be picked, and whether the complainant's language has none."""
    return {
        "replies": [_option(each) for each in offered.own],
        "english_replies": [_option(each) for each in offered.english],
        "language": report.language,
        "language_name": str(dict(settings.LANGUAGES).get(report.language, report.language)),
        "has_own": bool(offered.own),
    }


def offered_for(report: Report, *, by: Actor) -> Offered:
    """Return what can be picked for the complainant of a report."""
    return list_offered(language=report.language, by=by)


def with_reply(typed: str, picked: str, *, report: Report, offered: Offered) -> str:
    """Return what was typed with the picked reply after it, filled; only what was typed where there is no such one."""
    for reply in (*offered.own, *offered.english):
        if reply.code == picked:
            return begin_with(fill_reply(reply.text, _values(report, reply)), typed=typed)
    return typed


def _values(report: Report, reply: Reply) -> dict[str, str]:
    first = report.contents.order_by("position").first()
    code = first.platform_code if first is not None and not first.diverted_as else ""
    with translation.override(reply.language):
        sent_on = formats.date_format(timezone.localtime(report.submitted_at), "DATE_FORMAT")
    return {
        "reference": report.reference,
        "platform": names_of()["platforms"].get(code, "") if code else "",
        "sent_on": sent_on,
    }


def _option(reply: Reply) -> Row:
    return {"code": reply.code, "name": reply.name, "awaits_review": reply.awaits_review}
