"""Who works on a case: claimed, released, taken over, given; one officer at a time."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from hatehub.accounts.actors import Actor
from hatehub.accounts.models import User
from hatehub.accounts.permissions import require
from hatehub.accounts.roles import Action, Role
from reports.models import Case
from reports.rules.workflow import State, StepRefused
from reports.services import workflow
from triage.models import Claim
from triage.selectors.claims import COLLEAGUES, is_claimable, name_of
from triage.services.reclaiming import Change, store

Ended = Claim.Ended


class Claimed(Exception):
    """A colleague works on this case already; `colleague` is what they are called."""

    def __init__(self, claim: Claim) -> None:
        self.colleague = name_of(claim.officer)
        super().__init__(f"{self.colleague} works on this case already.")


class NotClaimable(Exception):
    """Nobody has to work on this case: it is closed, or merged into another."""


class ClaimChanged(Exception):
    """The case has changed hands since the page was opened, so nothing was done."""


class ChangeNeedsReason(Exception):
    """Whoever gives a case to another, or takes it from one, says why."""


class NoSuchColleague(Exception):
    """A case is given to somebody who works at the hub, and not to who has it already."""


@transaction.atomic
def claim(*, case_id: UUID, by: Actor, at: datetime) -> Claim:
    """Have an officer work on a case that nobody works on. Claiming one's own again changes nothing.

    Of two who claim at once exactly one wins. Raises Claimed for the other, NotClaimable, and NotPermitted.
    """
    require(by=by, action=Action.CLAIM)
    case, found = _lock(case_id)
    if found is not None and found.officer_id != by.user_id:
        raise Claimed(found)
    if not is_claimable(case):
        raise NotClaimable("Nobody has to work on this case now.")
    return found or _begin(case, None, to=_account(by), by=by, at=at)


@transaction.atomic
def begin(*, case_id: UUID, by: Actor, at: datetime) -> Claim | None:
    """Begin triage of a case, and claim it where nobody works on it yet; return who does from now on.

    What stands elsewhere in the workflow stays where it is, and is not claimed either. Raises NotPermitted.
    """
    case, found = _lock(case_id)
    try:
        workflow.start_triage(report_id=case.lead_id, by=by, at=at)
    except StepRefused:  # a colleague was faster; the page shows where it stands
        return found
    if found is not None or by.role is Role.HUB:
        return found
    return _begin(case, None, to=_account(by), by=by, at=at)


@transaction.atomic
def release(*, claim_id: int, by: Actor, at: datetime, reason: str = "") -> None:
    """Let nobody work on a case any more: one's own, or as a supervisor anybody's.

    Raises ClaimChanged where that claim has ended, and NotPermitted.
    """
    case, found = _lock_claim(claim_id)
    _require_of(found, by=by)
    store([Change(case=case, ends=found, how=Ended.RELEASED, reason=reason)], by=by, at=at)


@transaction.atomic
def take_over(*, claim_id: int, by: Actor, at: datetime, reason: str) -> Claim:
    """Have an officer work on what a colleague works on, who reads who took it and why.

    Raises ChangeNeedsReason, ClaimChanged where somebody else has it by now, NoSuchColleague for one's own, and
    NotPermitted.
    """
    require(by=by, action=Action.CLAIM)
    _check_reason(reason)
    case, found = _lock_claim(claim_id)
    if found.officer_id == by.user_id:
        raise NoSuchColleague("You work on this case already.")
    return _begin(case, found, to=_account(by), how=Ended.TAKEN_OVER, by=by, at=at, reason=reason)


@transaction.atomic
def give(*, case_id: UUID, claim_id: int | None, to_user_id: int, by: Actor, at: datetime, reason: str) -> Claim:
    """Have a colleague work on a case, who reads why: an officer hands on the own, a supervisor assigns any.

    `claim_id` is the claim that the page showed, None where nobody had it. Raises ChangeNeedsReason, ClaimChanged,
    NoSuchColleague, NotClaimable, and NotPermitted.
    """
    _check_reason(reason)
    case, found = _lock(case_id)
    if (found.id if found else None) != claim_id:
        raise ClaimChanged("The case has changed hands since you opened the page. Nothing is recorded.")
    _require_of(found, by=by)
    if not is_claimable(case):
        raise NotClaimable("Nobody has to work on this case now.")
    colleague = find_colleague(to_user_id)
    if found is not None and found.officer_id == colleague.id:
        raise NoSuchColleague("They work on this case already.")
    return _begin(case, found, to=colleague, how=Ended.HANDED_ON, by=by, at=at, reason=reason)


@transaction.atomic
def end_closed(*, case_id: UUID, by: Actor, at: datetime) -> bool:
    """End the claim on a case that is closed; tell whether there was one. Repeating it changes nothing."""
    require(by=by, action=Action.CLAIM)
    case, found = _lock(case_id)
    if found is None or case.lead.state != State.CLOSED:
        return False
    store([Change(case=case, ends=found, how=Ended.CLOSED)], by=by, at=at)
    return True


def find_colleague(user_id: int) -> User:
    """Return somebody to whom a case can be given. Raises NoSuchColleague."""
    found = User.objects.filter(id=user_id, is_active=True, role__in=COLLEAGUES).first()
    if found is None:
        raise NoSuchColleague("Choose somebody who works at the hub.")
    return found


def _begin(
    case: Case,
    found: Claim | None,
    *,
    to: User,
    by: Actor,
    at: datetime,
    how: Claim.Ended | None = None,
    reason: str = "",
) -> Claim:
    """Store a change of one case, which gives it to somebody; return the claim that begins."""
    return store([Change(case=case, ends=found, how=how if found else None, to=to, reason=reason)], by=by, at=at)[0]


def _account(by: Actor) -> User:
    """Return the account of who acts. Raises NoSuchColleague where it is no person."""
    return find_colleague(by.user_id or 0)


def _check_reason(reason: str) -> None:
    if not reason.strip():
        raise ChangeNeedsReason("Say why.")


def _require_of(found: Claim | None, *, by: Actor) -> None:
    """Let officers give away their own, and supervisors anybody's and nobody's. Raises NotPermitted."""
    is_own = found is not None and found.officer_id == by.user_id
    require(by=by, action=Action.CLAIM if is_own else Action.GIVE_CASES)


def _lock(case_id: UUID) -> tuple[Case, Claim | None]:
    """Lock a case, and return it with who works on it."""
    Case.objects.select_for_update(no_key=True).get(id=case_id)
    case = Case.objects.select_related("lead").get(id=case_id)
    return case, Claim.objects.select_related("officer").filter(case=case, ended_at__isnull=True).first()


def _lock_claim(claim_id: int) -> tuple[Case, Claim]:
    """Lock the case of a claim. Raises ClaimChanged where that has ended, or never was."""
    known = Claim.objects.filter(id=claim_id).values_list("case_id", flat=True).first()
    if known is not None:
        case, found = _lock(known)
        if found is not None and found.id == claim_id:
            return case, found
    raise ClaimChanged("The case has changed hands since you opened the page. Nothing is recorded.")
