"""Beginning triage, deciding, closing and reopening in bulk, each through the service that does it to one case."""

from collections.abc import Callable, Mapping, Sequence
from uuid import UUID

from hatehub.accounts.roles import Action
from reports.models import Report
from reports.services import workflow
from triage.rules.bulk import Refusal, judge_assess, judge_close, judge_reopen, judge_start
from triage.rules.policy import Answer
from triage.selectors.bulk_facts import Judged
from triage.services import assessing, closing
from triage.services.bulk_acts.act import Act, Done, Job, Left


def _each(one: Callable[[Judged, Job], Left]) -> Callable[[Sequence[Judged], Job], dict[UUID, Left | Refusal]]:
    """Return what does `one` to each."""
    return lambda cases, job: {case.report_id: one(case, job) for case in cases}


def _start(case: Judged, job: Job) -> Left:
    _hold(case)
    workflow.start_triage(report_id=case.report_id, by=job.by, at=job.at)
    return {}


def _assess(case: Judged, job: Job) -> Left:
    wanted = job.wanted
    made = assessing.assess(
        report_id=case.report_id,
        answers={
            name: Answer(question=name, answer=given["answer"], reason=given["reason"])
            for name, given in wanted["answers"].items()
        },
        offence_code=wanted.get("offence"),
        by=job.by,
        at=job.at,
        expected_version=case.facts.version,
        flags=wanted.get("flags", {}),
        policy_version=wanted["policy"],
    )
    return {"assessment": made.id, "version": case.facts.version + 1}


def _close(case: Judged, job: Job) -> Left:
    closing.close(
        case_id=case.case_id,
        outcome=job.wanted["outcome"],
        reason=job.wanted["because"],
        by=job.by,
        at=job.at,
        expected_version=case.facts.version,
    )
    return {"version": case.facts.version + 1}


def _reopen(case: Judged, job: Job) -> Left:
    _hold(case)
    workflow.reopen(report_id=case.report_id, by=job.by, at=job.at, reason=job.reason)
    return {}


def _hold(case: Judged) -> None:
    """Lock the report as the step will, and refuse where it has moved since it was judged. Raises StaleReport."""
    report = Report.objects.select_for_update().only("version").get(id=case.report_id)
    if report.version != case.facts.version:
        raise workflow.StaleReport("Somebody else has changed this report.")


def _look_again(done: Sequence[Done], job: Job) -> Mapping[UUID, Refusal | None]:
    """Reopen what stands as the run left it."""
    return {each.report_id: _look_again_at(each, job) for each in done}


def _look_again_at(done: Done, job: Job) -> Refusal | None:
    report = Report.objects.select_for_update().only("version").get(id=done.report_id)
    if report.version != done.left["version"]:
        return Refusal.CHANGED
    workflow.reopen(report_id=done.report_id, by=job.by, at=job.at, reason=job.reason)
    return None


START = Act(code="start", action=Action.TRIAGE, judge=judge_start, do=_each(_start))
ASSESS = Act(
    code="assess",
    action=Action.ASSESS,
    judge=judge_assess,
    do=_each(_assess),
    undo=_look_again,
    undo_action=Action.REOPEN,
)
CLOSE = Act(
    code="close",
    action=Action.CLOSE,
    judge=judge_close,
    do=_each(_close),
    undo=_look_again,
    undo_action=Action.REOPEN,
)
REOPEN = Act(code="reopen", action=Action.REOPEN, judge=judge_reopen, do=_each(_reopen))
