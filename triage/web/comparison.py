"""Two reports side by side: the same rows of both, and the words with what differs marked."""

from collections.abc import Callable, Sequence
from typing import Any

from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from reports.models import Content, Report
from reports.services.personal import read_narrative, read_words
from reports.services.subjects import withholds_subject
from triage.rules.words.differences import Span, differences
from triage.selectors.word_tables import get_folding
from triage.web import wording
from triage.web.legible import is_placeholder, legible

Row = dict[str, Any]


def fact_rows(left: Report, right: Report, *, names: dict[str, dict[str, str]]) -> list[Row]:
    """Return the facts of both reports, row by row; the first three always differ, and are not marked."""
    first, second = _facts(left, names=names), _facts(right, names=names)
    return [
        {"label": label, "left": one, "right": two, "differs": place > 2 and one != two}
        for place, ((label, one), two) in enumerate(zip(first.items(), second.values(), strict=True))
    ]


def _facts(report: Report, *, names: dict[str, dict[str, str]]) -> dict[str, str]:
    posts = [] if withholds_subject(case=report.case) else [post for post in _posts(report) if not post.diverted_as]
    return {
        _("Case"): report.case.reference,
        _("Received"): formats.date_format(timezone.localtime(report.submitted_at), "j F Y, H:i"),
        _("State"): str(wording.STATES[report.state]),
        _("Link"): "\n".join(post.url for post in posts if post.url),
        _("Account"): ", ".join(sorted({post.account_handle for post in posts if post.account_handle})),
        _("Reported as"): report.complainant.get_kind_display(),
        _("Strands"): ", ".join(names["strands"].get(code, code) for code in report.strands),
        _("Victim\u2019s force"): names["forces"].get(report.victim_area.get("force") or "", ""),
    }


def text_rows(left: Report, right: Report) -> list[Row]:
    """Return the texts of both reports, the parts that differ marked; an erased text says that it is."""
    return [
        _text_row(_("Words of the post"), _post_words(left), _post_words(right)),
        _text_row(_("What happened"), _narrative(left), _narrative(right)),
    ]


def _text_row(label: str, left: str, right: str) -> Row:
    can_compare = left and right and not (is_placeholder(left) or is_placeholder(right))
    spans = differences(left, right, folding=get_folding()) if can_compare else []
    return {
        "label": label,
        "left": _side(spans, left, of=lambda span: span.left),
        "right": _side(spans, right, of=lambda span: span.right),
        "how": _how(spans, left, right),
        "is_marked": any(span.kind != "same" for span in spans),
    }


def _how(spans: Sequence[Span], left: str, right: str) -> str:
    """Return in words how the texts differ, for those who do not see the marks."""
    if not left and not right:
        return _("neither has any")
    if not left or not right:
        return _("only one has any")
    if is_placeholder(left) or is_placeholder(right):
        return _("cannot be compared any more")
    places = sum(1 for span in spans if span.kind not in ("same", "like"))
    if places:
        return ngettext("differs in %d place", "differs in %d places", places) % places
    return _("the same words, written otherwise") if any(span.kind == "like" for span in spans) else _("the same")


def _side(spans: Sequence[Span], whole: str, *, of: Callable[[Span], str]) -> list[dict[str, Any]]:
    """Return one side as parts; where the other side has nothing to compare with, nothing is marked."""
    if not spans:
        return [{"text": whole, "mark": ""}] if whole else []
    return [{"text": of(span), "mark": span.kind if span.kind != "same" else ""} for span in spans if of(span)]


def words_of(post: Content) -> str:
    """Return the words of a post, or that they have been erased or diverted."""
    return legible(read_words, content=post)


def _post_words(report: Report) -> str:
    words = (words_of(post) for post in _posts(report))
    return "\n\n".join(filter(None, words))


def _posts(report: Report) -> list[Content]:
    return sorted(report.contents.all(), key=lambda post: post.position)


def _narrative(report: Report) -> str:
    return legible(read_narrative, report=report)
