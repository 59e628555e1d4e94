"""Counting the same twice: by the facts of statistics and by the case tables, each in its own way.

The statements here share nothing with those that derive the facts, so that a mistake in one is seen by the other.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import Count, F, Func, OuterRef, Q, Subquery, Sum, TextField
from django.db.models.fields.json import KT
from django.db.models.functions import TruncMonth
from django.utils import timezone

from intel.models import ReportFact, SupportFact, TakedownFact
from referrals.models import SupportReferral, Takedown, TakedownPost
from reports.models import Case, Complainant, Content, DecisionNotice, Report
from reports.models.report import STATES
from triage.models import Assessment, EngagedOffence, Responsibility

Numbers = Mapping[str, int]
MOST_SHOWN = 10
NEWEST_DECISIONS = """
SELECT newest.outcome, count(*)
FROM (
    SELECT DISTINCT ON (case_id) case_id, outcome FROM triage_assessment WHERE case_id IS NOT NULL
    ORDER BY case_id, decided_at DESC, id DESC
) newest
JOIN reports_case worked ON worked.id = newest.case_id
JOIN reports_report lead ON lead.id = worked.lead_id AND lead.state NOT IN ('received', 'in_triage')
JOIN reports_report report ON report.case_id = worked.id AND report.outcome <> 'withdrawn'
GROUP BY newest.outcome
"""
ACCEPTED = """
SELECT '', count(*)
FROM reports_report report
JOIN (SELECT DISTINCT ON (case_id) case_id, at FROM referrals_forceanswer WHERE answer = 'accepted'
      ORDER BY case_id, at) first ON first.case_id = report.case_id
WHERE first.at >= report.submitted_at
"""


@dataclass(frozen=True, kw_only=True)
class Check:
    """One thing that was counted twice. `differing` are values whose numbers differ: by facts, by the case tables."""

    name: str
    facts: int
    tables: int
    differing: Mapping[str, tuple[int, int]]

    @property
    def holds(self) -> bool:
        """Whether both counts agree, value by value."""
        return not self.differing


FIRST_DECIDED = """
SELECT '', count(*)
FROM reports_report report
JOIN (SELECT case_id, min(decided_at) AS at FROM triage_assessment GROUP BY case_id) first
  ON first.case_id = report.case_id
WHERE first.at >= report.submitted_at
"""
FIRST_PACKAGED = """
SELECT '', count(*)
FROM reports_report report
JOIN (SELECT case_id, min(sealed_at) AS at FROM referrals_evidencepackage GROUP BY case_id) first
  ON first.case_id = report.case_id
WHERE first.at >= report.submitted_at
"""
NEWEST_OUTCOMES = """
SELECT outcome.number::text, count(*)
FROM (SELECT DISTINCT ON (case_id) case_id, outcome_id FROM referrals_forceoutcome
      ORDER BY case_id, at DESC, id DESC) newest
JOIN reference_outcome outcome ON outcome.id = newest.outcome_id
JOIN reports_report report ON report.case_id = newest.case_id
GROUP BY outcome.number
"""


def check_all() -> list[Check]:
    """Count everything twice, with a fixed number of statements."""
    return [_check(name, facts(), tables()) for name, (facts, tables) in CHECKS.items()]


def _check(name: str, facts: Numbers, tables: Numbers) -> Check:
    facts, tables = _some(facts), _some(tables)
    differing = {
        value: (facts.get(value, 0), tables.get(value, 0))
        for value in sorted(facts.keys() | tables.keys())
        if facts.get(value, 0) != tables.get(value, 0)
    }
    shown = dict(list(differing.items())[:MOST_SHOWN])
    return Check(name=name, facts=sum(facts.values()), tables=sum(tables.values()), differing=shown)


def _some(numbers: Numbers) -> Numbers:
    return {value: number for value, number in numbers.items() if number}


def _grouped(rows: Any, by: Any, counted: Any = None) -> Numbers:
    named = rows.order_by().annotate(value_counted=by).values("value_counted")
    found = named.annotate(number_counted=counted or Count("pk")).values_list("value_counted", "number_counted")
    numbers: dict[str, int] = {}
    for value, number in found:
        numbers[str(value or "")] = numbers.get(str(value or ""), 0) + (number or 0)
    return numbers


def _unnested(column: str) -> Func:
    return Func(F(column), function="unnest", output_field=TextField())


def _facts(by: Any, *, where: Q | None = None, model: Any = ReportFact, counted: Any = None) -> Callable[[], Numbers]:
    return lambda: _grouped(model.objects.filter(where or Q()), by, counted)


def _reports_by_month() -> Numbers:
    month = TruncMonth("submitted_at", tzinfo=timezone.get_default_timezone())
    found = Report.objects.filter(state__in=STATES).order_by().annotate(month=month).values("month")
    return {f"{row['month']:%Y-%m-%d}": row["number"] for row in found.annotate(number=Count("pk"))}


def _cases() -> Numbers:
    return {"": Case.objects.filter(lead__case=F("pk")).count()}


def _strands() -> Numbers:
    return _grouped(Report.objects.all(), _unnested("strands"))


def _platforms() -> Numbers:
    found = _grouped(Content.objects.all(), F("platform_code"), Count("report", distinct=True))
    return {value or "unknown": number for value, number in found.items()}


def _of_people(column: str, *, missing: str) -> Numbers:
    numbers = dict(_grouped(Complainant.objects.all(), F(column)))
    without = Report.objects.filter(complainant__isnull=True).count()
    numbers[missing] = numbers.get(missing, 0) + without
    return numbers


def _combinations() -> Numbers:
    numbers: dict[str, int] = {}
    rows = Report.objects.order_by().values("strands").annotate(number=Count("pk"))
    for strands, number in rows.values_list("strands", "number"):
        name = "+".join(sorted(set(strands)))
        numbers[name] = numbers.get(name, 0) + number
    return numbers


def _stages() -> Numbers:
    withdrawn = _grouped(Report.objects.filter(outcome="withdrawn"), F("state"))
    others = _grouped(Report.objects.exclude(outcome="withdrawn"), F("case__lead__state"))
    return {value: withdrawn.get(value, 0) + others.get(value, 0) for value in withdrawn.keys() | others.keys()}


def _outcomes() -> Numbers:
    return _grouped(
        Report.objects.exclude(outcome="withdrawn").filter(case__lead__state="closed"), F("case__lead__outcome")
    )


def _offences() -> Numbers:
    engaged = EngagedOffence.objects.filter(replaced_at__isnull=True)
    numbers = dict(_grouped(engaged, F("offence__code"), Count("case__reports", distinct=True)))
    newest = Assessment.objects.filter(case=OuterRef("case")).order_by("-decided_at", "-id")
    named = Report.objects.filter(case__assessments__offence__isnull=False).exclude(case__in=engaged.values("case"))
    rows = named.distinct().annotate(named=Subquery(newest.values("offence__code")[:1])).values_list("pk", "named")
    for _pk, code in rows.iterator():
        if code:
            numbers[code] = numbers.get(code, 0) + 1
    return numbers


def _responsible(role: str) -> Numbers:
    rows = Responsibility.objects.filter(replaced_at__isnull=True, role=role, force__isnull=False)
    return _grouped(rows, F("force__code"), Count("case__reports"))


def _areas() -> Numbers:
    return _grouped(Report.objects.all(), KT("victim_area__force"))


def _told() -> Numbers:
    told = DecisionNotice.objects.filter(told_at__gte=F("report__submitted_at"))
    return {"": told.values("report").distinct().count()}


def _by_sql(statement: str) -> Callable[[], Numbers]:
    def counted() -> Numbers:
        with connection.cursor() as cursor:
            cursor.execute(statement)
            return {str(value): int(number) for value, number in cursor.fetchall()}

    return counted


def _some_time(column: str) -> Callable[[], Numbers]:
    return lambda: {"": ReportFact.objects.filter(**{f"{column}__isnull": False}).count()}


def _closed() -> Numbers:
    rows = Report.objects.filter(case__lead__state="closed", case__lead__state_since__gte=F("submitted_at"))
    return {"": rows.count()}


def _removed() -> Numbers:
    cases = Takedown.objects.filter(state="removed", sent_at__isnull=False).values("report__case")
    return {"removed": Report.objects.filter(case__in=cases).count()}


def _asked() -> Any:
    return Takedown.objects.filter(sent_at__isnull=False).exclude(state="cancelled")


def _gone() -> Numbers:
    return {"": TakedownPost.objects.filter(takedown__in=_asked(), seen="gone").count()}


CHECKS: Mapping[str, tuple[Callable[[], Numbers], Callable[[], Numbers]]] = {
    "reports by month": (_facts(F("month")), _reports_by_month),
    "cases": (_facts(F("leads"), where=Q(leads=True)), lambda: {"True": _cases()[""]}),
    "strands": (_facts(_unnested("strands")), _strands),
    "platforms": (_facts(_unnested("platforms")), _platforms),
    "combinations": (_facts(F("combination")), _combinations),
    "who reported": (_facts(F("kind")), lambda: _of_people("kind", missing="unstated")),
    "how far known": (_facts(F("identity")), lambda: _of_people("identity", missing="anonymous")),
    "channels": (_facts(F("channel")), lambda: _grouped(Report.objects.all(), F("channel"))),
    "languages": (_facts(F("language")), lambda: _grouped(Report.objects.all(), F("language"))),
    "stages": (_facts(F("stage")), _stages),
    "decisions": (
        _facts(F("decided_as"), where=~Q(decided_as__in=["undecided", "withdrawn"])),
        _by_sql(NEWEST_DECISIONS),
    ),
    "outcomes": (_facts(F("outcome"), where=~Q(outcome__in=["", "withdrawn"])), _outcomes),
    "offences": (_facts(_unnested("offences")), _offences),
    "recording forces": (_facts(F("recording_force"), where=~Q(recording_force="")), lambda: _responsible("recording")),
    "investigating forces": (
        _facts(F("investigating_force"), where=~Q(investigating_force="")),
        lambda: _responsible("investigating"),
    ),
    "outcomes at forces": (_facts(F("force_outcome"), where=~Q(force_outcome=None)), _by_sql(NEWEST_OUTCOMES)),
    "with content removed": (_facts(F("takedown"), where=Q(takedown="removed")), _removed),
    "areas": (_facts(F("area")), _areas),
    "decided": (_some_time("to_decided"), _by_sql(FIRST_DECIDED)),
    "told": (_some_time("to_told"), _told),
    "with evidence": (_some_time("to_packaged"), _by_sql(FIRST_PACKAGED)),
    "accepted": (_some_time("to_accepted"), _by_sql(ACCEPTED)),
    "closed": (_some_time("to_closed"), _closed),
    "requests": (_facts(F("result"), model=TakedownFact), lambda: _grouped(_asked(), F("state"))),
    "posts gone": (lambda: {"": TakedownFact.objects.aggregate(n=Sum("posts_gone"))["n"] or 0}, _gone),
    "support": (
        _facts(F("result"), model=SupportFact),
        lambda: _grouped(SupportReferral.objects.all(), F("state")),
    ),
}
"""What is counted twice: how by the facts, how by the case tables."""
