"""Which lines of enquiry a case has had, and which lawful ones are left."""

from collections.abc import Iterable
from datetime import datetime

from hatehub.reference.models import Force
from intel.models import Enquiry
from intel.rules.enquiries.next_lines import Facts, Outlook, Tried, look_ahead
from intel.rules.enquiries.steps import Result, State
from intel.selectors.methods import method_rules, platform_seats
from reports.models import Case, Complainant, Content, Evidence
from reports.rules.subjects import LOOKED_AT_AGAIN
from reports.services.subjects import withholds_subject
from triage.models import Responsibility
from triage.selectors.merges import cases_below
from triage.selectors.time_bars import find_time_bar, local_day
from triage.services.assessing import is_crime

JURISDICTIONS = {"England": "EW", "Wales": "EW", "Scotland": "S", "Northern Ireland": "NI"}


def enquiries_of(*, case: Case) -> list[Enquiry]:
    """Return the lines of a case and of those that were emptied into it, the oldest first: two queries."""
    rows = Enquiry.objects.filter(case__in=cases_below(case_id=case.id))
    return list(rows.select_related("method", "account", "content", "allocation").order_by("planned_at", "id"))


def outlook_of(*, case: Case, at: datetime, enquiries: Iterable[Enquiry] | None = None) -> Outlook:
    """Return which lawful lines are left to a case, the next one first."""
    rows = enquiries_of(case=case) if enquiries is None else enquiries
    return look_ahead(methods=method_rules(), tried=[as_tried(row) for row in rows], facts=facts_of(case=case, at=at))


def as_tried(row: Enquiry) -> Tried:
    """Return a line as the rules take it."""
    return Tried(
        method=row.method.code,
        platform=row.platform_code if row.method.as_rule.is_for_each_platform else "",
        state=State(row.state),
        result=Result(row.result) if row.result else None,
        ended_on=local_day(row.ended_at) if row.ended_at else None,
    )


def facts_of(*, case: Case, at: datetime) -> Facts:
    """Return what decides which lines are open to a case."""
    lead, bar = case.lead, find_time_bar(case=case)
    force = _investigating(case)
    return Facts(
        today=local_day(at),
        posted_on=lead.happened_on or local_day(lead.submitted_at),
        platforms=platforms_of(case=case),
        seats=platform_seats(),
        jurisdiction=_jurisdiction(case, force),
        is_crime=None if lead.state in LOOKED_AT_AGAIN else is_crime(case_id=case.id),
        has_force=force is not None,
        has_victim=Complainant.objects.filter(report__case=case, kind=Complainant.Kind.VICTIM).exists(),
        has_picture=_has_picture(case),
        is_withheld=withholds_subject(case=case),
        time_bar=bar.due_on if bar else None,
    )


def platforms_of(*, case: Case) -> tuple[str, ...]:
    """Return the codes of the platforms that the posts of a case are on."""
    codes = Content.objects.filter(report__case=case).exclude(platform_code="").values_list("platform_code", flat=True)
    return tuple(codes.order_by("platform_code").distinct())


def _investigating(case: Case) -> Force | None:
    role = Responsibility.Role.INVESTIGATING
    rows = Responsibility.objects.filter(case=case, role=role, replaced_at__isnull=True, force__isnull=False)
    row = rows.select_related("force").order_by("-id").first()
    return row.force if row else None


def _jurisdiction(case: Case, force: Force | None) -> str:
    code = (case.lead.victim_area or {}).get("force")
    where = force or (Force.objects.filter(code=code).first() if code else None)
    return JURISDICTIONS.get(where.nation, "") if where else ""


def _has_picture(case: Case) -> bool:
    """Tell whether there is a page or a file on which a picture can be."""
    has_link = Content.objects.filter(report__case=case, diverted_as="").exclude(url="").exists()
    return has_link or Evidence.objects.filter(report__case=case).exists()
