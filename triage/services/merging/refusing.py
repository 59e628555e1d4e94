"""Why a report cannot be merged: named refusals with a code that a page can act on."""

from reports.models import Case, Report
from reports.rules.workflow import ON_FORCE_SIDE, State, StepRefused, check_step


class MergeRefused(Exception):
    """These two cannot be merged; the message says why and what to do instead.

    `code` is one of: already_merged, same_case, emptied, closed (reopen the case first), both_with_forces (link
    them), withdrawing, moved (look again), not_merged, automatic_off, not_certain, not_a_member, destroyed.
    """

    def __init__(self, message: str, *, code: str) -> None:
        super().__init__(message)
        self.code = code


def refusal_of(*, report: Report, from_case: Case, into_case: Case, lead: Report) -> MergeRefused | StepRefused | None:
    """Return why a report that leads a case cannot be merged into another, or None where it can."""
    if report.state == State.MERGED:
        return MergeRefused("This report is already merged. Take it out first.", code="already_merged")
    if from_case.id == into_case.id:
        return MergeRefused("The report is in this case already.", code="same_case")
    if report.withdrawal_asked_at is not None and report.state != State.CLOSED:
        return MergeRefused("Its complainant has asked to withdraw this report.", code="withdrawing")
    return _case_refuses(into_case, lead, report) or _step_refused(report)


def _case_refuses(into_case: Case, lead: Report, report: Report) -> MergeRefused | None:
    if into_case.merged_into_id is not None:
        text = "That case has itself been merged into another. Merge into that one."
        return MergeRefused(text, code="emptied")
    if lead.destroyed_at is not None:
        return destroyed()
    if lead.state == State.CLOSED:
        return MergeRefused("That case is closed. Reopen it first.", code="closed")
    if report.state in ON_FORCE_SIDE and lead.state in ON_FORCE_SIDE:
        text = "Both cases are with forces already. They can be linked, not merged."
        return MergeRefused(text, code="both_with_forces")
    return None


def _step_refused(report: Report) -> StepRefused | None:
    try:
        check_step("merge", state=report.state)
    except StepRefused as refusal:
        return refusal
    return None


def destroyed() -> MergeRefused:
    """Return the refusal of what would go into, or come out of, a case that is destroyed."""
    return MergeRefused("What that case held has been destroyed.", code="destroyed")


def moved_meanwhile() -> MergeRefused:
    """Return the refusal of what somebody else has changed since it was looked at."""
    return MergeRefused("Somebody else has just moved this report. Look at it again.", code="moved")
