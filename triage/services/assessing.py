"""Recording what a report is: crime, non-crime or out of scope, with the reasons."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction

from hatehub.accounts.actors import Actor
from hatehub.reference.models import Offence
from hatehub.vault import services as vault
from hatehub.vault.models import Purpose
from reports.models import Report
from reports.services import workflow
from triage.models import Assessment
from triage.rules.policy import Answer, walk
from triage.selectors.policies import get_policy
from triage.services import subjects

STEP_OF_EXIT = {
    "crime": workflow.record_crime,
    "non_crime": workflow.record_non_crime,
    "out_of_scope": workflow.mark_out_of_scope,
}


class Unfinished(Exception):
    """The answers do not reach an exit of the policy."""


class ReasonMissing(Exception):
    """The answer that decides has no reason."""


class OffenceMissing(Exception):
    """A crime names its offence."""


@transaction.atomic
def assess(
    *,
    report_id: UUID,
    answers: Mapping[str, Answer],
    offence_code: str | None,
    by: Actor,
    at: datetime,
    expected_version: int,
) -> Assessment:
    """Record the decision that the answers lead to, and move the report.

    Raises Unfinished, ReasonMissing, OffenceMissing, and what the workflow raises.
    """
    policy = get_policy()
    walked = walk(policy, answers)
    if walked.exit is None:
        raise Unfinished("Answer every question.")
    deciding = walked.path[-1]
    if not deciding.reason.strip():
        raise ReasonMissing("Give the reason for the answer that decides.")
    offence = _offence(walked.exit, offence_code)
    report = STEP_OF_EXIT[walked.exit](
        report_id=report_id,
        by=by,
        at=at,
        reason=f"policy {policy.version}: {deciding.question} {deciding.answer}",
        expected_version=expected_version,
        details={"policy": policy.version, "offence": offence.code if offence else None},
    )
    reasons = {answer.question: answer.reason for answer in walked.path}
    made = Assessment.objects.create(
        report_id=report_id,
        case_id=report.case_id,
        policy_version=policy.version,
        outcome=walked.exit,
        path=[[answer.question, answer.answer] for answer in walked.path],
        sealed_reasons=vault.seal(reasons, owner=report_id, purpose=Purpose.MATERIAL, field="assessment"),
        offence=offence,
        decided_by=str(by),
        decided_at=at,
    )
    subjects.settle(case_id=report.case_id, outcome=walked.exit, is_threshold_met=False, by=by, at=at)
    return made


def _offence(outcome: str, code: str | None) -> Offence | None:
    if outcome != "crime":
        return None
    offence = Offence.objects.filter(code=code).first() if code else None
    if offence is None:
        raise OffenceMissing("Choose the offence.")
    return offence


def read_reasons(*, assessment: Assessment) -> dict[str, str]:
    """Return the reasons of an assessment by question."""
    return dict(
        vault.unseal(
            assessment.sealed_reasons,
            owner=assessment.report_id,
            purpose=Purpose.MATERIAL,
            field="assessment",
        )
    )


def latest_assessment(*, report: Report) -> Assessment | None:
    """Return the decision in force on the case of a report, whichever led it then; None before there is one."""
    return (
        Assessment.objects.filter(case=report.case_id).select_related("offence").order_by("-decided_at", "-id").first()
    )
