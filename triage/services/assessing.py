"""Recording what a report is: crime, non-crime or out of scope, with the reasons."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction

from hatehub.accounts.actors import Actor
from hatehub.reference.models import Offence, Strand
from hatehub.vault import services as vault
from hatehub.vault.models import Purpose
from reports.models import Report
from reports.services import workflow
from triage.models import Assessment
from triage.rules.policy import Answer, Exit, Outcome, Policy, Walk, first_without_reason, walk
from triage.selectors.policies import get_policy
from triage.selectors.second_readings import has_fallen
from triage.services import second_readings, subjects, time_bars

STEP_OF_OUTCOME = {
    Outcome.CRIME: workflow.record_crime,
    Outcome.NON_CRIME: workflow.record_non_crime,
    Outcome.OUT_OF_SCOPE: workflow.mark_out_of_scope,
}
FIELD = "assessment"
FLAG = "flag:"


class Unfinished(Exception):
    """The answers do not reach an exit of the policy."""


class ReasonMissing(Exception):
    """An answer that needs its reason has none; `question` is its id."""

    def __init__(self, text: str, *, question: str) -> None:
        super().__init__(text)
        self.question = question


class OffenceMissing(Exception):
    """A crime names its offence."""


class WrongFlag(Exception):
    """A flag has no reason, is no strand, or stands on what is out of scope; `flag` is its code."""

    def __init__(self, text: str, *, flag: str) -> None:
        super().__init__(text)
        self.flag = flag


class SameOfficer(Exception):
    """This officer made the decision that a complainant wants reviewed, or that fell at a second reading."""


class PolicyChanged(Exception):
    """Another policy has come into force since the questions were asked."""


@transaction.atomic
def assess(
    *,
    report_id: UUID,
    answers: Mapping[str, Answer],
    offence_code: str | None,
    by: Actor,
    at: datetime,
    expected_version: int,
    flags: Mapping[str, str] | None = None,
    policy_version: str | None = None,
) -> Assessment:
    """Record the decision that the answers lead to under the policy in force, and move the report.

    `flags` are the strands that are confirmed, each with its reason; `policy_version` is the one whose questions were
    asked, where the caller knows. Raises PolicyChanged, Unfinished, ReasonMissing, OffenceMissing, WrongFlag,
    SameOfficer, NoPolicyInForce, and what the workflow raises.
    """
    policy = get_policy()
    if policy_version is not None and policy_version != policy.version:
        raise PolicyChanged("Another policy has come into force since you opened the page.")
    walked = walk(policy, answers)
    reached = _exit_of(policy, walked)
    offence, flagged = _offence(reached, offence_code), _flags(reached, flags or {})
    details = {"offence": offence.code if offence else None, "flags": ",".join(flagged)}
    report = _move(report_id, policy, walked, details=details, by=by, at=at, expected_version=expected_version)
    assessment = _store(report, policy, walked, offence=offence, flags=flagged, by=by, at=at)
    _follow(assessment, by=by, at=at)
    return assessment


def _follow(assessment: Assessment, *, by: Actor, at: datetime) -> None:
    """Call what follows from a decision, in its transaction: the row is stored and the report has moved."""
    subjects.settle(
        case_id=assessment.report.case_id,
        outcome=assessment.outcome,
        is_threshold_met=bool(assessment.keeps_subject_data),
        by=by,
        at=at,
    )
    time_bars.settle(case_id=assessment.report.case_id, by=by, at=at)
    second_readings.consider(assessment=assessment, by=by, at=at)


def _exit_of(policy: Policy, walked: Walk) -> Exit:
    if walked.exit is None:
        raise Unfinished("Answer every question.")
    unexplained = first_without_reason(policy, walked)
    if unexplained:
        raise ReasonMissing("Give the reason for this answer.", question=unexplained.id)
    return walked.exit


def _offence(reached: Exit, code: str | None) -> Offence | None:
    if reached.outcome is not Outcome.CRIME:
        return None
    offence = Offence.objects.filter(code=code).first() if code else None
    if offence is None:
        raise OffenceMissing("Choose the offence.")
    return offence


def _flags(reached: Exit, flags: Mapping[str, str]) -> dict[str, str]:
    known = set(Strand.objects.filter(code__in=flags).values_list("code", flat=True)) if flags else set()
    for code, reason in flags.items():
        if code not in known:
            raise WrongFlag("This is not a strand.", flag=code)
        if reached.outcome is Outcome.OUT_OF_SCOPE:
            raise WrongFlag("What is out of scope gets no flag.", flag=code)
        if not reason.strip():
            raise WrongFlag("Give the reason for this flag.", flag=code)
    return {code: flags[code] for code in sorted(flags)}


def _move(
    report_id: UUID,
    policy: Policy,
    walked: Walk,
    *,
    details: dict[str, str | None],
    by: Actor,
    at: datetime,
    expected_version: int,
) -> Report:
    """Take the step of the outcome, unless the officer would review an own decision."""
    report = Report.objects.select_for_update().get(id=report_id)
    if must_be_another(report=report, by=by):
        raise SameOfficer("Your decision is looked at again: somebody else decides.")
    assert walked.exit is not None  # noqa: S101 - checked before
    deciding = walked.path[-1]
    return STEP_OF_OUTCOME[walked.exit.outcome](
        report_id=report_id,
        by=by,
        at=at,
        reason=f"policy {policy.version}: {deciding.question} {deciding.answer}",
        expected_version=expected_version,
        details={
            "policy": policy.version,
            "exit": walked.exit.code,
            "keeps_subject_data": walked.keeps_subject_data,
            "is_review": report.review_asked_at is not None,
            **details,
        },
    )


def _store(
    report: Report,
    policy: Policy,
    walked: Walk,
    *,
    offence: Offence | None,
    flags: Mapping[str, str],
    by: Actor,
    at: datetime,
) -> Assessment:
    assert walked.exit is not None  # noqa: S101 - checked before
    reasons = {answer.question: answer.reason for answer in walked.path}
    reasons |= {f"{FLAG}{code}": reason for code, reason in flags.items()}
    return Assessment.objects.create(
        report_id=report.id,
        case_id=report.case_id,
        policy_version=policy.version,
        outcome=walked.exit.outcome.value,
        exit=walked.exit.code,
        disposal=walked.exit.disposal.value,
        may_be_assigned=walked.exit.may_be_assigned,
        keeps_subject_data=walked.keeps_subject_data,
        tells_subject=walked.tells_subject,
        flags=list(flags),
        path=[[answer.question, answer.answer] for answer in walked.path],
        sealed_reasons=vault.seal(reasons, owner=report.id, purpose=Purpose.MATERIAL, field=FIELD),
        offence=offence,
        decided_by=str(by),
        decided_at=at,
    )


def must_be_another(*, report: Report, by: Actor) -> bool:
    """Tell whether a decision that this actor made is looked at again, so that another decides.

    It is where its complainant has asked for a review, or a supervisor upheld a second reading against it.
    """
    under_review = latest_assessment(report=report)
    if under_review is None or not by.is_named(under_review.decided_by):
        return False
    return report.review_asked_at is not None or has_fallen(assessment=under_review)


def read_reasons(*, assessment: Assessment) -> dict[str, str]:
    """Return the reasons of an assessment by question. Raises KeyDestroyed."""
    return {name: reason for name, reason in _unsealed(assessment).items() if not name.startswith(FLAG)}


def read_flag_reasons(*, assessment: Assessment) -> dict[str, str]:
    """Return the reasons of the flags of an assessment by strand. Raises KeyDestroyed."""
    return {name.removeprefix(FLAG): reason for name, reason in _unsealed(assessment).items() if name.startswith(FLAG)}


def _unsealed(assessment: Assessment) -> dict[str, str]:
    return dict(
        vault.unseal(assessment.sealed_reasons, owner=assessment.report_id, purpose=Purpose.MATERIAL, field=FIELD)
    )


def latest_assessment(*, report: Report) -> Assessment | None:
    """Return the decision in force on the case of a report, whichever led it then; None before there is one."""
    return _latest(report.case_id)


def may_be_assigned(*, case_id: UUID) -> bool:
    """Tell whether a force records what was decided on a case, so that it may be assigned to one."""
    latest = _latest(case_id)
    return latest is None or latest.may_be_assigned


def is_crime(*, case_id: UUID) -> bool:
    """Tell whether a case was decided to be a crime; also before it is decided, when nobody knows better."""
    latest = _latest(case_id)
    return latest is None or latest.outcome == Outcome.CRIME


def _latest(case_id: UUID) -> Assessment | None:
    return Assessment.objects.filter(case=case_id).select_related("offence").order_by("-decided_at", "-id").first()
