"""What is judged of many cases before something is done to all of them: with as many queries for 1,000 as for one."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from hatehub.accounts.actors import Actor
from hatehub.audit.models import Entry
from reports.models import Complainant, Gate, Message, Report
from reports.rules.workflow import State
from triage.models import Assessment, BulkItem, Claim, Diversion, Handover, Priority, SecondReading
from triage.rules.bulk import CaseFacts
from triage.rules.emergency import KINDS
from triage.selectors.time_bars import local_day

BATCH = 1000
IN_DANGER = (*KINDS, "unsure")
NATIONS = {"S": "S", "N": "NI"}
READ = ("case_id", "reference", "state", "version", "review_asked_at", "strands", "happened_on", "submitted_at")
OWN = ("danger", "victim_area", "case__reference", "case__lead_id", "case__merged_into_id")


@dataclass(frozen=True, kw_only=True)
class Judged:
    """A case by the report that leads it, and what is judged of it."""

    report_id: UUID
    case_id: UUID
    reference: str
    facts: CaseFacts


def judged(*, report_ids: Collection[UUID], by: Actor) -> dict[UUID, Judged]:
    """Return what is judged of these reports' cases; a report that there is not is left out.

    Costs fifteen queries for each 1,000. `by` is who acts: of the reads only theirs count.
    """
    chosen = sorted(report_ids)
    found: dict[UUID, Judged] = {}
    for start in range(0, len(chosen), BATCH):
        found |= _batch(chosen[start : start + BATCH], by=by)
    return found


def leads_of(*, report_ids: Sequence[UUID]) -> list[UUID]:
    """Return the reports that lead the cases of these, each once, in the order given; with one query."""
    leads = dict(Report.objects.filter(id__in=report_ids).values_list("id", "case__lead_id"))
    return list(dict.fromkeys(leads[each] for each in report_ids if each in leads))


def leads_of_references(*, references: Collection[str]) -> dict[str, UUID]:
    """Return by reference, of a case or of a report, the report that leads the case it is worked in now."""
    by_case = Report.objects.filter(leads__reference__in=references)
    found = dict(by_case.values_list("leads__reference", "case__lead_id"))
    by_report = Report.objects.filter(reference__in=references).values_list("reference", "case__lead_id")
    return {**found, **dict(by_report)}


def _batch(report_ids: list[UUID], *, by: Actor) -> dict[UUID, Judged]:
    reports = list(Report.objects.filter(id__in=report_ids).select_related("case").only(*READ, *OWN))
    cases = [report.case_id for report in reports]
    about = _About(cases, report_ids, references=[report.case.reference for report in reports], by=by)
    return {
        report.id: Judged(
            report_id=report.id,
            case_id=report.case_id,
            reference=report.case.reference,
            facts=_facts(report, about),
        )
        for report in reports
    }


class _About:
    """What is known of a batch of cases, each kind read with one query."""

    def __init__(self, cases: list[UUID], leads: list[UUID], *, references: list[str], by: Actor) -> None:
        told = Count("id", filter=Q(danger__in=IN_DANGER))
        counted = Report.objects.filter(case__in=cases).values("case").annotate(people=Count("id"), told=told)
        self.members: dict[UUID, Any] = {row["case"]: row for row in counted}
        self.owners: dict[UUID, int] = dict(
            Claim.objects.filter(case__in=cases, ended_at__isnull=True).values_list("case_id", "officer_id")
        )
        self.bands = dict(Priority.objects.filter(case__in=cases).values_list("case_id", "overridden_band"))
        self.handed_over = _cases(Handover.objects.filter(report__case__in=cases).exclude(state="not_needed"))
        self.victims = _cases(Complainant.objects.filter(report__case__in=cases, kind="victim"))
        self.diverted = _cases(Diversion.objects.filter(report__case__in=cases, lifted_at__isnull=True))
        unread = Message.objects.filter(report__case__in=cases, read_at__isnull=True).exclude(kind="question")
        self.unread = _cases(unread)
        self.decided = set(_decided(cases).values_list("case_id", flat=True))
        self.fallen = set(
            SecondReading.objects.filter(case__in=cases, upheld="second").values_list("case_id", flat=True)
        )
        waiting = SecondReading.objects.filter(case__in=cases, state__in=["waiting", "disagreed"])
        self.to_be_read = set(waiting.values_list("case_id", flat=True))
        self.gated = set(Gate.objects.filter(report__in=leads, state="open").values_list("report_id", flat=True))
        asked = Message.objects.filter(report__in=leads, kind="question", taken_back_at__isnull=True)
        self.asked = set(asked.filter(reply__isnull=True).values_list("report_id", flat=True))
        subjects = [f"case:{reference}" for reference in references]
        reads = Entry.objects.filter(subject__in=subjects, verb="read", actor=str(by))
        self.opened = set(reads.values_list("subject", flat=True).distinct())


def _cases(rows: QuerySet[Any]) -> set[UUID]:
    """Return the cases of rows that hang on reports."""
    return set(rows.values_list("report__case_id", flat=True))


def _decided(cases: list[UUID]) -> QuerySet[Assessment]:
    """Return the decisions on cases without those that a run made and took back again."""
    items = BulkItem.objects.filter(report__case__in=cases, state=BulkItem.State.UNDONE, run__act="assess")
    undone = [left["assessment"] for left in items.values_list("left", flat=True)]
    return Assessment.objects.filter(case__in=cases).exclude(id__in=undone)


def _facts(report: Report, about: _About) -> CaseFacts:
    case_id, counted = report.case_id, about.members[report.case_id]
    code = report.victim_area.get("force") or ""
    return CaseFacts(
        state=State(report.state),
        version=report.version,
        is_led=report.case.lead_id == report.id and report.case.merged_into_id is None,
        owner=about.owners.get(case_id),
        people=counted["people"],
        has_danger=bool(counted["told"]) or case_id in about.handed_over,
        is_under_review=report.review_asked_at is not None or case_id in about.fallen,
        was_decided=case_id in about.decided,
        has_unread=case_id in about.unread,
        has_victim=case_id in about.victims,
        was_opened=f"case:{report.case.reference}" in about.opened,
        is_diverted=case_id in about.diverted,
        nation=NATIONS.get(code[:1], "EW"),
        on=report.happened_on or local_day(report.submitted_at),
        strands=frozenset(report.strands),
        has_open_gate=report.id in about.gated,
        waits_for_reading=case_id in about.to_be_read,
        waits_for_answer=report.id in about.asked,
        overridden_band=about.bands.get(case_id, ""),
    )
