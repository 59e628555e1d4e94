"""Finding duplicates of a report, and what an officer says to those that were offered."""

from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Q, QuerySet

from hatehub.accounts.actors import Actor
from hatehub.accounts.permissions import require
from hatehub.accounts.roles import Action
from hatehub.audit.services import record
from hatehub.outbox.services import nudge, publish
from reports.models import Case, Evidence, Report
from triage.events import LikenessFound, PictureMatched
from triage.models import CaseLink, DuplicateMatch
from triage.rules.matching import Found, choose, turned_round
from triage.services import automatic_merging, likeness, linking, sameness, waves, words

State = DuplicateMatch.State
OF_PICTURES = (DuplicateMatch.Kind.SAME_FILE, DuplicateMatch.Kind.SAME_PICTURE)
RELATED_BY = "Related, as an officer said of match "
HOLD = "SELECT id FROM reports_report WHERE id = ANY(%s) ORDER BY id FOR KEY SHARE"


@transaction.atomic
def find(*, report_id: UUID, by: Actor, at: datetime) -> int:
    """Offer the other cases that may be of the same thing, each with its reasons; return how many are new.

    What the report shares with others is noted as well, so that waves are counted. Running it again offers nothing
    twice, and nothing between cases of which an officer has said that they are not the same. A report that was
    withdrawn is offered to nobody. Raises NotPermitted.
    """
    require(by=by, action=Action.TRIAGE)
    report = Report.objects.select_related("complainant", "case").get(id=report_id)
    if report.outcome == sameness.WITHDRAWN:
        return 0
    words.write(report_ids=[report.id], by=by, at=at)
    found = _find_all(report)
    is_wave = waves.note(report=report, same=found)
    offered = choose(found, without_cases={report.case_id} | _decided_cases(report, found), is_wave=is_wave)
    return _offer(report, offered, at=at)


def _find_all(report: Report) -> list[Found]:
    return [
        *sameness.find_same_post(report),
        *sameness.find_same_file(report),
        *sameness.find_same_sender(report),
        *likeness.find_same_words(report),
        *likeness.find_same_picture(report),
    ]


def _decided_cases(report: Report, found: list[Found]) -> set[UUID]:
    """Return the cases that an officer has told apart from the report's own: remembered for good."""
    cases = {each.case_id for each in found}
    pairs = Q(report__case=report.case_id, other__case__in=cases) | Q(
        other__case=report.case_id, report__case__in=cases
    )
    decided = DuplicateMatch.objects.filter(pairs, state__in=[State.REFUSED, State.RELATED])
    return {case for pair in decided.values_list("report__case", "other__case") for case in pair} - {report.case_id}


def _offer(report: Report, offered: list[Found], *, at: datetime) -> int:
    others = Report.objects.in_bulk([each.report_id for each in offered])
    matches = [_match(report, others[each.report_id], each, at=at) for each in offered]
    known = _pairs_of(report)
    rows = [row for row in matches if (row.report_id, row.other_id, str(row.kind)) not in known]
    if rows:
        _hold([report.id, *others])
        DuplicateMatch.objects.bulk_create(rows, ignore_conflicts=True)
        _tell_of_pictures(rows, at=at)
        _tell_of_likeness(report, rows, at=at)
    return len(rows)


def _tell_of_pictures(rows: list[DuplicateMatch], *, at: datetime) -> None:
    """Tell the apps downstream which reports have the same picture as an earlier one."""
    later = {row.report.id: row.report for row in rows if row.kind in OF_PICTURES}
    for report in later.values():
        event = PictureMatched(report_id=str(report.id), case_id=str(report.case_id))
        publish(event, stream=str(report.case_id), at=at)


def _tell_of_likeness(report: Report, rows: list[DuplicateMatch], *, at: datetime) -> None:
    """Tell the apps downstream that the report has something in common with others, beside the post itself."""
    if any(row.kind != DuplicateMatch.Kind.SAME_POST for row in rows):
        event = LikenessFound(report_id=str(report.id), case_id=str(report.case_id))
        publish(event, stream=str(report.case_id), at=at)


def _hold(report_ids: list[UUID]) -> None:
    """Keep these reports from being locked by others until the end, in the order in which merging locks them.

    The foreign keys of the matches would do so as well, but at the end, and in any order.
    """
    with connection.cursor() as cursor:
        cursor.execute(HOLD, [report_ids])


def _pairs_of(report: Report) -> set[tuple[UUID, UUID, str]]:
    own = DuplicateMatch.objects.filter(Q(report=report) | Q(other=report))
    return set(own.values_list("report_id", "other_id", "kind"))


def _match(report: Report, other: Report, found: Found, *, at: datetime) -> DuplicateMatch:
    """Return the row of a pair, the same one whichever of the two is looked at: the later is `report`."""
    earlier, later = sorted((report, other), key=lambda each: (each.submitted_at, each.id))
    facts = found.facts if later is report else turned_round(found.facts)
    return DuplicateMatch(report=later, other=earlier, kind=found.kind, facts=facts, score=found.score, found_at=at)


@transaction.atomic
def take_in(*, report_id: UUID, by: Actor, at: datetime) -> bool:
    """Take a step of looking for the duplicates of a report that is new or stands alone again; tell if it was the last.

    Call it again until it is, each time in a transaction of its own. First the words are printed: of two reports that
    arrive at one moment, the one printed last sees the other. Then duplicates are offered, and the pictures printed,
    which finds more. Last, where that is switched on, the hub merges what is certain. Raises NotPermitted.
    """
    if words.write(report_ids=[report_id], by=by, at=at):
        return False
    if find(report_id=report_id, by=by, at=at) and settings.AUTO_MERGE:
        return False
    if settings.AUTO_MERGE:
        automatic_merging.merge_if_certain(report_id=report_id, by=by, at=at)
    if Evidence.objects.filter(report=report_id).exists():
        transaction.on_commit(lambda: nudge("triage.print_pictures", str(report_id)))
    return True


@transaction.atomic
def refuse(*, match_id: int, by: Actor, at: datetime) -> DuplicateMatch:
    """Remember that two reports are not duplicates, whatever else may be found. Saying it twice changes nothing.

    Where they were said to be related, the link between their cases goes.
    """
    match = _decide(match_id=match_id, state=State.REFUSED, verb="duplicate_refused", by=by, at=at)
    _unlink(match, by=by, at=at)
    return match


@transaction.atomic
def relate(*, match_id: int, by: Actor, at: datetime) -> DuplicateMatch:
    """Remember that two reports are not the same, but have to do with each other, and link their cases.

    Saying it twice changes nothing.
    """
    match = _decide(match_id=match_id, state=State.RELATED, verb="duplicate_related", by=by, at=at)
    cases = {"case_id": match.report.case_id, "other_id": match.other.case_id}
    if match.state == State.RELATED and len(set(cases.values())) == len(cases):
        linking.link(**cases, by=by, at=at, reason=f"{RELATED_BY}{match.id}")
    return match


@transaction.atomic
def reconsider(*, match_id: int, by: Actor, at: datetime) -> DuplicateMatch:
    """Take back what was said about two reports: they are offered again, and the link goes. Twice changes nothing."""
    match = _decide(match_id=match_id, state=State.OFFERED, verb="duplicate_reconsidered", by=by, at=at)
    _unlink(match, by=by, at=at)
    return match


def _unlink(match: DuplicateMatch, *, by: Actor, at: datetime) -> None:
    """Take back the link that was made when the two were called related, for whichever reason it was said."""
    reasons = [f"{RELATED_BY}{number}" for number in _between(match).values_list("id", flat=True)]
    for link in CaseLink.objects.filter(reason__in=reasons, undone_at__isnull=True).order_by("id"):
        linking.unlink(link_id=link.id, by=by, at=at)


def _decide(*, match_id: int, state: DuplicateMatch.State, verb: str, by: Actor, at: datetime) -> DuplicateMatch:
    """Say one thing about every reason between the two; what was merged stays until it is un-merged."""
    require(by=by, action=Action.REFUSE_DUPLICATE)
    _lock_cases(match_id)
    match = DuplicateMatch.objects.select_related("report", "other").get(id=match_id)
    rows = list(_between(match).exclude(state__in=[state, State.MERGED]).order_by("id").select_for_update())
    for row in rows:
        row.state = state
        row.decided_by, row.decided_at = ("", None) if state == State.OFFERED else (str(by), at)
        row.save(update_fields=["state", "decided_by", "decided_at"])
    if rows:
        details = {"other": str(match.other_id), "kinds": sorted({str(row.kind) for row in rows})}
        record(subject=f"report:{match.report.reference}", verb=verb, by=by, at=at, details=details)
    match.refresh_from_db(fields=["state", "decided_by", "decided_at"])
    return match


def _lock_cases(match_id: int) -> None:
    """Lock the cases of both reports first, as merging does, so that nobody merges them meanwhile."""
    pair = DuplicateMatch.objects.filter(id=match_id).values_list("report__case", "other__case").first() or ()
    list(Case.objects.filter(id__in=pair).order_by("id").select_for_update(no_key=True))


def _between(match: DuplicateMatch) -> QuerySet[DuplicateMatch]:
    return DuplicateMatch.objects.filter(report=match.report_id, other=match.other_id)
