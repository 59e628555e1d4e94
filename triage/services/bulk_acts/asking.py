"""Asking complainants and setting priorities in bulk, each through the service that does it to one case."""

from base64 import b64decode, b64encode
from collections.abc import Mapping, Sequence
from uuid import UUID

from hatehub.accounts.roles import Action
from hatehub.vault import services as vault
from hatehub.vault.models import Purpose
from reports.services import messaging
from triage.models import Priority
from triage.rules.bulk import Refusal, judge_ask, judge_priority
from triage.rules.priority_table import Band
from triage.selectors.bulk_facts import Judged
from triage.services import priority_overrides
from triage.services.bulk_acts.act import Act, Done, Job, Left

FIELD = "bulk:priority"


def _ask(cases: Sequence[Judged], job: Job) -> Mapping[UUID, Left | Refusal]:
    """Ask whoever sent the report that leads each case."""
    return {case.report_id: _ask_one(case, job) for case in cases}


def _ask_one(case: Judged, job: Job) -> Left:
    asked = messaging.ask(report_id=case.report_id, text=job.wanted["text"], by=job.by, at=job.at)
    return {"question": asked.id}


def _take_back(done: Sequence[Done], job: Job) -> Mapping[UUID, Refusal | None]:
    """Take back what nobody has answered."""
    return {each.report_id: _take_back_one(each, job) for each in done}


def _take_back_one(done: Done, job: Job) -> Refusal | None:
    try:
        messaging.take_back(question_id=done.left["question"], by=job.by, at=job.at, reason=job.reason)
    except messaging.QuestionClosed:
        return Refusal.ANSWERED
    return None


def _set(cases: Sequence[Judged], job: Job) -> Mapping[UUID, Left | Refusal]:
    """Set the priority of each by hand, and keep what an officer had set before."""
    return {case.report_id: _set_one(case, job) for case in cases}


def _set_one(case: Judged, job: Job) -> Left | Refusal:
    former = Priority.objects.select_for_update().filter(case=case.case_id).first()
    if former is not None and former.overridden_band != case.facts.overridden_band:
        return Refusal.CHANGED
    band = former.overridden_band if former else ""
    reason = priority_overrides.read_reason(row=former) if former and band else ""
    priority_overrides.override(
        case_id=case.case_id, band=Band(job.wanted["band"]), by=job.by, at=job.at, reason=job.reason
    )
    return {"case": str(case.case_id), "at": job.at.isoformat(), "former": band, "why": _sealed(reason, case.report_id)}


def _give_back(done: Sequence[Done], job: Job) -> Mapping[UUID, Refusal | None]:
    """Give each case the priority that it had by hand, or have it go by its points again."""
    return {each.report_id: _give_back_one(each, job) for each in done}


def _give_back_one(done: Done, job: Job) -> Refusal | None:
    left, case_id = done.left, UUID(done.left["case"])
    row = Priority.objects.select_for_update().get(case=case_id)
    if row.overridden_at is None or row.overridden_at.isoformat() != left["at"]:
        return Refusal.CHANGED
    if not left["former"]:
        priority_overrides.take_back(case_id=case_id, by=job.by, at=job.at)
        return None
    reason = _unsealed(left["why"], done.report_id)
    priority_overrides.override(case_id=case_id, band=Band(left["former"]), by=job.by, at=job.at, reason=reason)
    return None


def _sealed(reason: str, owner: UUID) -> str:
    return b64encode(vault.seal(reason, owner=owner, purpose=Purpose.MATERIAL, field=FIELD)).decode()


def _unsealed(text: str, owner: UUID) -> str:
    return str(vault.unseal(b64decode(text), owner=owner, purpose=Purpose.MATERIAL, field=FIELD))


ASK = Act(
    code="ask",
    action=Action.ASK_COMPLAINANT,
    judge=judge_ask,
    do=_ask,
    undo=_take_back,
    undo_action=Action.ASK_COMPLAINANT,
)
PRIORITY = Act(
    code="priority",
    action=Action.SET_PRIORITY,
    judge=judge_priority,
    do=_set,
    undo=_give_back,
    undo_action=Action.SET_PRIORITY,
)
