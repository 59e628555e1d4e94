"""Finding the reports that hold a picture of this report too."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from uuid import UUID

from reports.models import Report
from triage.models import PicturePrint
from triage.rules.pictures.prints import VERSION, Print
from triage.rules.pictures.verdict import Verdict, judge
from triage.services.pictures.index import find_candidates
from triage.services.pictures.sealing import open_prints

COMPARED = 10
"""Candidates of one picture that are compared; each comparison takes some 40 ms."""

NARROW, WIDE = 2, 3
"""Signs in doubt that are turned over when keys are asked for: first few, then, where nothing was found, more."""


@dataclass(frozen=True, kw_only=True)
class PictureFound:
    """A picture of another report that is the same as one of this report's, by exhibit, and what was done to it."""

    report_id: UUID
    own_exhibit: str
    other_exhibit: str
    score: float
    how: tuple[str, ...]
    facts: dict[str, float] = field(default_factory=dict)


def find(report: Report, *, limit: int = 10) -> list[PictureFound]:
    """Return other reports' pictures that are the same as one of this report's, one for each report, the surest first.

    Nothing is written. Pictures without a print, and those whose key is destroyed, are passed over.
    """
    rows = PicturePrint.objects.filter(report=report, version=VERSION, state=PicturePrint.State.PRINTED)
    own = {row.id: row for row in rows.select_related("evidence")}
    best: dict[UUID, PictureFound] = {}
    for row_id, print_ in open_prints(own.values()).items():
        for other, verdict in rank(print_, leave_out=report.id):
            if not verdict.is_same:
                continue
            found = _found(own[row_id], other, verdict)
            if found.report_id not in best or found.score > best[found.report_id].score:
                best[found.report_id] = found
    return sorted(best.values(), key=lambda found: (-found.score, str(found.report_id)))[:limit]


def rank(
    print_: Print, *, leave_out: UUID, opening: Callable[[Iterable[PicturePrint]], dict[int, Print]] = open_prints
) -> list[tuple[PicturePrint, Verdict]]:
    """Return the stored prints that were compared with a print, the likest first, with the verdict on each.

    The picture as it stands is looked for first; mirrored and inverted only where that finds nothing. `opening`
    gives the prints of rows by the rows' ids.
    """
    compared: dict[int, tuple[PicturePrint, Verdict]] = {}
    for points, doubts in (
        (print_.points, WIDE),
        (print_.points.mirrored(width=print_.pixels.shape[1]), NARROW),
        (print_.points.inverted(), NARROW),
    ):
        wanted = [each.print_id for each in find_candidates(points, leave_out=leave_out, doubts=doubts)]
        fresh = [print_id for print_id in wanted if print_id not in compared][:COMPARED]
        rows = PicturePrint.objects.filter(id__in=fresh, version=VERSION).in_bulk()
        for print_id, theirs in opening(rows.values()).items():
            compared[print_id] = rows[print_id], judge(print_, theirs)
        if any(verdict.is_same for _, verdict in compared.values()):
            break
    return sorted(compared.values(), key=lambda pair: (-pair[1].score, pair[0].id))


def _found(own: PicturePrint, other: PicturePrint, verdict: Verdict) -> PictureFound:
    return PictureFound(
        report_id=other.report_id,
        own_exhibit=own.evidence.exhibit,
        other_exhibit=other.evidence.exhibit,
        score=verdict.score,
        how=verdict.how,
        facts=verdict.facts or {},
    )
