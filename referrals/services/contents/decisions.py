"""What the hub decided on a case: what it is, which offences it engages, and who is responsible; each with reasons."""

from collections.abc import Callable
from typing import Any

from hatehub.vault.services import KeyDestroyed
from reports.models import Case
from triage.models import Assessment, Responsibility
from triage.selectors.time_bars import find_time_bar
from triage.services.assessing import latest_assessment, read_flag_reasons, read_reasons
from triage.services.offences import Engaged, read_engaged

ERASED = "erased"
Hide = Callable[[str], str]


def assessment_of(*, case: Case, hide: Hide) -> dict[str, Any]:
    """Return the decision in force with its reasons, the offences and the time limit; empty before there is one."""
    assessment = latest_assessment(report=case.lead)
    if assessment is None:
        return {}
    bar = find_time_bar(case=case)
    return {
        "outcome": assessment.outcome,
        "disposal": assessment.disposal,
        "policy": assessment.policy_version,
        "offence": str(assessment.offence) if assessment.offence else None,
        "path": assessment.path,
        **_reasons(assessment, hide),
        "decided_at": assessment.decided_at.isoformat(),
        "offences": [_offence(each, hide) for each in read_engaged(case=case)],
        "time_limit": {"due_on": bar.due_on.isoformat() if bar.due_on else None, "sentence": bar.sentence}
        if bar
        else None,
    }


def _reasons(assessment: Assessment, hide: Hide) -> dict[str, Any]:
    try:
        reasons, flags = read_reasons(assessment=assessment), read_flag_reasons(assessment=assessment)
    except KeyDestroyed:
        return {"reasons": {}, "flags": {}, "erased": True}
    return {
        "reasons": {question: hide(reason) for question, reason in reasons.items()},
        "flags": {strand: hide(reason) for strand, reason in flags.items()},
    }


def _offence(each: Engaged, hide: Hide) -> dict[str, Any]:
    row = each.row
    return {
        "offence": str(row.offence),
        "code": row.offence.code,
        "mode": row.offence.mode,
        "maximum": row.offence.max_penalty,
        "needs_consent": row.offence.needs_consent,
        "points_to_prove": [{"point": point, "evidence": _left(text, hide)} for point, text in each.evidence],
        "hostility": row.hostility,
        "hostility_evidence": _left(each.hostility_evidence, hide),
        "aggravated": row.is_aggravated,
        "aggravation_reason": _left(each.aggravation_reason, hide),
        "first_act_on": row.first_act_on.isoformat() if row.first_act_on else None,
        "last_act_on": row.last_act_on.isoformat() if row.last_act_on else None,
    }


def _left(text: str | None, hide: Hide) -> str:
    return ERASED if text is None else hide(text)


def responsibility_of(*, case: Case, hide: Hide) -> list[dict[str, Any]]:
    """Return who is responsible for what, with the rule that decided it."""
    current = Responsibility.objects.filter(case=case, replaced_at__isnull=True).select_related("force", "report")
    return [
        {
            "role": row.role,
            "report": row.report.reference if row.report else None,
            "force": row.force.code if row.force else None,
            "force_name": row.force.name if row.force else None,
            "rule": row.rule,
            "rule_version": row.rule_version,
            "sentence": hide(row.sentence),
            "override_reason": hide(row.override_reason),
            "decided_at": row.decided_at.isoformat(),
        }
        for row in current.order_by("role", "report__submitted_at", "id")
    ]
