"""What each step of the workflow is given besides the report."""

from typing import Any

from reports.models import Report


def arguments_of(step: str, report: Report) -> dict[str, Any]:
    """Return the arguments of one step, for a report that stands before it."""
    if step.startswith("close"):
        return {"outcome": "result", "because": "why"}
    if step == "merge":
        return {"case_id": report.case_id, "lead_version": 1}
    if step == "take_lead":
        return {"stands_at": "in_triage", "after_version": 1, "review_asked_at": None}
    if step == "request_review":
        return {"asked_at": report.submitted_at}
    if step == "hand_on_lead":
        return {"lead_version": 1}
    return {"case_id": report.case_id, "stood_at": "in_triage"} if step in ("unmerge", "leave_case") else {}
