"""Giving many cases to an officer, taking them oneself and giving them back: many at once, in a few statements."""

from collections.abc import Collection, Mapping, Sequence
from uuid import UUID

from hatehub.accounts.models import User
from hatehub.accounts.roles import Action
from reports.models import Case
from triage.models import Claim
from triage.rules.bulk import Refusal, judge_claim, judge_give, judge_release
from triage.selectors.bulk_facts import Judged
from triage.services import reclaiming
from triage.services.bulk_acts.act import Act, Done, Job, Left
from triage.services.reclaiming import Change

LONGEST_REASON = 300
UNDONE = "Undone in bulk."


def _give(cases: Sequence[Judged], job: Job) -> Mapping[UUID, Left | Refusal]:
    """Have the officer `officer` work on these cases, who reads why; who did before no longer does."""
    return _pass_on(cases, job, to=job.wanted["officer"], reason=job.reason[:LONGEST_REASON])


def _claim(cases: Sequence[Judged], job: Job) -> Mapping[UUID, Left | Refusal]:
    """Have whoever asks work on these cases."""
    return _pass_on(cases, job, to=job.by.user_id or 0, reason="")


def _release(cases: Sequence[Judged], job: Job) -> Mapping[UUID, Left | Refusal]:
    """Have nobody work on these cases."""
    return _pass_on(cases, job, to=None, reason="")


def _pass_on(cases: Sequence[Judged], job: Job, *, to: int | None, reason: str) -> Mapping[UUID, Left | Refusal]:
    """End who works on these cases, begin who is to, and say of each which claim is new and who had it before."""
    officer = User.objects.filter(id=to or 0, is_active=True).first()
    if to is not None and officer is None:
        return {case.report_id: Refusal.NOT_PERMITTED for case in cases}
    rows, held = _lock([case.case_id for case in cases])
    still = [case for case in cases if _officer(held.get(case.case_id)) == case.facts.owner]
    changes = [_change(rows[case.case_id], held.get(case.case_id), to=officer, reason=reason) for case in still]
    begun = {claim.case_id: claim.id for claim in reclaiming.store(changes, by=job.by, at=job.at)}
    left = {
        case.report_id: {
            "case": str(case.case_id),
            "claim": begun.get(case.case_id),
            "former": case.facts.owner,
        }
        for case in still
    }
    return {case.report_id: left.get(case.report_id, Refusal.CHANGED) for case in cases}


def _restore(done: Sequence[Done], job: Job) -> Mapping[UUID, Refusal | None]:
    """Give each case back to who worked on it before, where nobody has passed it on since; nobody to who has left."""
    cases = {each.report_id: UUID(each.left["case"]) for each in done}
    rows, held = _lock(list(cases.values()))
    standing = [each for each in done if _claim_id(held.get(cases[each.report_id])) == each.left["claim"]]
    formers = [each.left["former"] for each in standing]
    officers = User.objects.filter(is_active=True).in_bulk([former for former in formers if former is not None])
    changes = [
        _change(rows[case_id], held.get(case_id), to=officers.get(each.left["former"]), reason=UNDONE)
        for each, case_id in ((each, cases[each.report_id]) for each in standing)
    ]
    reclaiming.store([change for change in changes if change.ends or change.to], by=job.by, at=job.at)
    restored = {each.report_id for each in standing}
    return {each.report_id: None if each.report_id in restored else Refusal.CHANGED for each in done}


def _lock(case_ids: Collection[UUID]) -> tuple[dict[UUID, Case], dict[UUID, Claim]]:
    """Lock cases in one order; return them, and who works on each."""
    rows = {
        case.id: case for case in Case.objects.filter(id__in=case_ids).order_by("id").select_for_update(no_key=True)
    }
    claims = Claim.objects.filter(case__in=case_ids, ended_at__isnull=True).select_related("officer")
    return rows, {claim.case_id: claim for claim in claims}


def _change(case: Case, ends: Claim | None, *, to: User | None, reason: str) -> Change:
    how = Claim.Ended.HANDED_ON if to else Claim.Ended.RELEASED
    return Change(case=case, ends=ends, how=how if ends else None, to=to, reason=reason)


def _officer(claim: Claim | None) -> int | None:
    return claim.officer_id if claim else None


def _claim_id(claim: Claim | None) -> int | None:
    return claim.id if claim else None


GIVE = Act(
    code="give",
    action=Action.CLAIM,
    judge=judge_give,
    do=_give,
    undo=_restore,
    undo_action=Action.CLAIM,
    is_at_once=True,
)
CLAIM = Act(
    code="claim",
    action=Action.CLAIM,
    judge=judge_claim,
    do=_claim,
    undo=_restore,
    undo_action=Action.CLAIM,
    is_at_once=True,
)
RELEASE = Act(
    code="release",
    action=Action.CLAIM,
    judge=judge_release,
    do=_release,
    undo=_restore,
    undo_action=Action.CLAIM,
    is_at_once=True,
)
