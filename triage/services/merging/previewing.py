"""What a merge would change and whom it would tell: nothing is changed by asking."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, Q

from hatehub.accounts.actors import Actor
from hatehub.accounts.permissions import require
from hatehub.accounts.roles import Action, Role
from reports.models import Case, Complainant, Report
from reports.rules.workflow import ON_FORCE_SIDE, State
from triage.models import Responsibility
from triage.services.merging.automatic import refuse_uncertain
from triage.services.merging.refusing import MergeRefused, refusal_of

READ = ("id", "reference", "state", "withdrawal_asked_at", "case__reference")


@dataclass(frozen=True, kw_only=True)
class PreviewRow:
    """One report as it stands; `refusal` is empty where it can be merged, else a sentence, and `code` its code."""

    report_id: UUID
    reference: str
    state: str
    refusal: str = ""
    code: str = ""


@dataclass(frozen=True, kw_only=True)
class Preview:
    """What a merge would do. People are counted once each; forces are named; packages are those built anew."""

    rows: tuple[PreviewRow, ...]
    people_to_tell_by_mail: int
    people_on_status_page: int
    forces_that_hear: tuple[str, ...]
    packages_renewed: int
    members_coming_along: int

    @property
    def mergeable(self) -> int:
        """How many of the reports can be merged."""
        return sum(not row.refusal for row in self.rows)


def preview(*, report_ids: Sequence[UUID], into_case_id: UUID, by: Actor) -> Preview:
    """Return what merging these reports into a case would do, with six queries however many there are.

    It holds for this moment: the merge itself checks again. Raises NotPermitted, and Case.DoesNotExist.
    """
    require(by=by, action=Action.MERGE)
    into_case = Case.objects.select_related("lead").get(id=into_case_id)
    asked = list(dict.fromkeys(report_ids))
    reports = Report.objects.filter(id__in=asked).select_related("case").only(*READ).in_bulk()
    chosen = [reports[report_id] for report_id in asked if report_id in reports]
    refused = {report.id: _refusal(report, into_case) for report in chosen}
    if by.role is Role.HUB:
        left = [report for report in chosen if refused[report.id] is None]
        refused |= refuse_uncertain(reports=left, into_case=into_case)
    joining = [report for report in chosen if refused[report.id] is None]
    mail, page, along = _people(joining, has_begun=into_case.lead.state != State.RECEIVED)
    return Preview(
        rows=tuple(_row(report, refused[report.id]) for report in chosen),
        people_to_tell_by_mail=mail,
        people_on_status_page=page,
        forces_that_hear=_forces(joining, into_case) if joining else (),
        packages_renewed=int(bool(joining) and into_case.lead.state in ON_FORCE_SIDE),
        members_coming_along=along,
    )


def _refusal(report: Report, into_case: Case) -> Exception | None:
    return refusal_of(report=report, from_case=report.case, into_case=into_case, lead=into_case.lead)


def _row(report: Report, refusal: Exception | None) -> PreviewRow:
    code = refusal.code if isinstance(refusal, MergeRefused) else "wrong_state" if refusal else ""
    return PreviewRow(
        report_id=report.id,
        reference=report.reference,
        state=report.state,
        refusal=str(refusal or ""),
        code=code,
    )


def _people(joining: list[Report], *, has_begun: bool) -> tuple[int, int, int]:
    """Return how many are told by mail, how many on their page alone, and how many reports come along.

    Who comes along is merged already, and hears only where the work on the other case has begun.
    """
    cases = [report.case_id for report in joining]
    people = Complainant.objects.filter(report__case__in=cases)
    is_along, by_mail = Q(report__state=State.MERGED), Q(wants_updates=True, has_email=True)
    told = Q() if has_begun else ~is_along
    counted = people.aggregate(
        mail=Count("id", filter=told & by_mail), all=Count("id", filter=told), along=Count("id", filter=is_along)
    )
    return counted["mail"], counted["all"] - counted["mail"], counted["along"]


def _forces(joining: list[Report], into_case: Case) -> tuple[str, ...]:
    cases = [into_case.id, *(report.case_id for report in joining)]
    parts = Responsibility.objects.filter(case__in=cases, replaced_at__isnull=True, force__isnull=False)
    return tuple(parts.order_by("force__short_name").values_list("force__short_name", flat=True).distinct())
