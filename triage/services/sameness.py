"""Finding reports of which something is certainly the same: the post, a file, the person who sent them.

Each finder reads a bounded number of rows through one index, however many share the thing: in a wave of thousands
the earliest stand for the rest.
"""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import Q, QuerySet

from reports.models import Complainant, Content, Evidence, Report
from triage.models import DuplicateMatch
from triage.rules.matching import Found
from triage.rules.sharing import is_sent_again
from triage.selectors.wave_tables import get_wave_table

EARLIEST = 30
WITHDRAWN = "withdrawn"
Kind = DuplicateMatch.Kind


def find_same_post(report: Report) -> list[Found]:
    """Return the earliest reports that name a post of this report in any spelling of its link."""
    platforms = {post.post_key: post.platform_code for post in report.contents.all() if post.post_key}
    keys: dict[UUID, str] = {}
    for key in platforms:
        same = Content.objects.filter(post_key=key).exclude(report=report).order_by("id")
        for report_id in same.values_list("report_id", flat=True)[:EARLIEST]:
            keys.setdefault(report_id, key)
    return [
        Found(report_id=each, case_id=case, kind=Kind.SAME_POST, facts={"platform": platforms[keys[each]]})
        for each, case in _in_order(keys)
    ]


def find_same_file(report: Report) -> list[Found]:
    """Return the earliest reports with a file of the same bytes."""
    rows: list[UUID] = []
    given = Evidence.objects.filter(origin=Evidence.Origin.REPORTED)
    for file_hash in set(given.filter(report=report).values_list("file_hash", flat=True)):
        same = given.filter(file_hash=file_hash).exclude(report=report).order_by("id")
        rows += same.values_list("report_id", flat=True)[:EARLIEST]
    return [Found(report_id=each, case_id=case, kind=Kind.SAME_FILE) for each, case in _in_order(rows)]


def find_same_sender(report: Report) -> list[Found]:
    """Return the newest reports of the same address or number that may be this one sent again. Opens nothing."""
    by_report = {row.report_id: row for row in _of_same_sender(report)}
    own = _posts_of([report.id]).get(report.id, frozenset())
    others, table = _posts_of(by_report), get_wave_table()
    found = []
    for other in _open_to_matching(by_report):
        apart = report.submitted_at - other.submitted_at
        posts = others.get(other.id, frozenset())
        if is_sent_again(own_posts=own, other_posts=posts, apart=apart, table=table):
            facts = {"by": _shared_route(report.complainant, by_report[other.id])}
            found.append(Found(report_id=other.id, case_id=other.case_id, kind=Kind.SAME_SENDER, facts=facts))
    return found


def same_sender(complainant: Complainant) -> QuerySet[Complainant]:
    """Return the complainants with the address or the number of this one, itself left out."""
    same = Q(pk__in=[])
    for name in ("email_key", "telephone_key"):
        if getattr(complainant, name):
            same |= Q(**{name: getattr(complainant, name)})
    return Complainant.objects.filter(same).exclude(pk=complainant.pk)


def _of_same_sender(report: Report) -> list[Complainant]:
    return list(same_sender(report.complainant).order_by("-id")[:EARLIEST])


def _shared_route(own: Complainant, other: Complainant) -> str:
    return "email" if own.email_key and own.email_key == other.email_key else "telephone"


def _posts_of(report_ids: Iterable[UUID]) -> dict[UUID, frozenset[str]]:
    rows = Content.objects.filter(report_id__in=list(report_ids), post_key__isnull=False)
    posts: dict[UUID, frozenset[str]] = {}
    for report_id, key in rows.values_list("report_id", "post_key"):
        posts[report_id] = posts.get(report_id, frozenset()) | {str(key)}
    return posts


def cases_of(report_ids: Iterable[UUID]) -> dict[UUID, UUID]:
    """Return the case of each report that may be offered; a withdrawn one asks for nothing any more."""
    return dict(_in_order(report_ids))


def _in_order(report_ids: Iterable[UUID]) -> list[tuple[UUID, UUID]]:
    """Return report and case of each, in the order in which they came."""
    return [(report.id, report.case_id) for report in _open_to_matching(report_ids)]


def _open_to_matching(report_ids: Iterable[UUID]) -> list[Report]:
    """Return the reports that may be offered, the earliest first."""
    rows = Report.objects.filter(id__in=set(report_ids)).exclude(outcome=WITHDRAWN)
    return list(rows.only("id", "case_id", "submitted_at").order_by("submitted_at", "id"))
