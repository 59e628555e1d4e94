"""Trials of a method against the usual one: begun, drawn for by chance, ended with a finding."""

import secrets
from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import transaction

from hatehub.accounts.actors import Actor
from hatehub.accounts.permissions import require
from hatehub.accounts.roles import Action
from hatehub.audit.services import record
from intel.models import Allocation, Enquiry, EnquiryMethod, MethodTrial
from intel.rules.enquiries.steps import FOLLOWED
from intel.rules.trial_shares import Arm
from intel.services import enquiring
from intel.services.enquiring import About
from intel.services.enquiry_refusals import EnquiryRefused
from reports.models import Case
from triage.selectors.merges import cases_below


class TrialRefused(Exception):
    """The trial cannot be begun or ended so; the message says why."""


@transaction.atomic
def begin(
    *, method_code: str, against_code: str, platforms: Collection[str], question: str, by: Actor, at: datetime
) -> MethodTrial:
    """Begin a trial: from now on officers can let chance choose on like cases. Raises TrialRefused."""
    require(by=by, action=Action.EDIT_METHODS)
    methods = {row.code: row for row in EnquiryMethod.objects.select_for_update().order_by("code")}
    method, against = methods[method_code], methods[against_code]
    if method == against:
        raise TrialRefused("Choose two different methods.")
    if not (method.identifies and against.identifies):
        raise TrialRefused("Both methods must be able to identify somebody.")
    if method.as_rule.is_for_each_platform != against.as_rule.is_for_each_platform and not platforms:
        raise TrialRefused("One of the two asks a platform: choose on which platforms they are compared.")
    if MethodTrial.objects.filter(method=method, against=against, ended_at__isnull=True).exists():
        raise TrialRefused("These two are being compared already.")
    row = MethodTrial.objects.create(
        method=method,
        against=against,
        platforms=sorted(platforms),
        question=question.strip(),
        began_by=str(by),
        began_at=at,
    )
    details = {"method": method.code, "against": against.code}
    record(subject=f"method_trial:{row.id}", verb="method_trial_begun", by=by, at=at, details=details)
    return row


@transaction.atomic
def end(*, trial_id: UUID, finding: str, by: Actor, at: datetime) -> MethodTrial:
    """End a trial, with what was found. Whoever was drawn for it goes on being counted. Raises TrialRefused."""
    require(by=by, action=Action.EDIT_METHODS)
    row = MethodTrial.objects.select_for_update().get(id=trial_id)
    if row.ended_at is not None:
        raise TrialRefused("The trial has ended.")
    if not finding.strip():
        raise TrialRefused("Say what was found.")
    row.ended_by, row.ended_at, row.finding = str(by), at, finding.strip()
    row.save()
    record(subject=f"method_trial:{row.id}", verb="method_trial_ended", by=by, at=at)
    return row


@transaction.atomic
def plan_by_chance(*, case_id: UUID, trial_id: UUID, about: About, why: str, by: Actor, at: datetime) -> Enquiry:
    """Let chance choose between the two methods of a trial, write that down, and plan the line.

    Each is as likely as the other, whatever came before. Both must be open to the case and neither followed on it: so
    nothing that is known of it can have chosen. Raises EnquiryRefused, NotPermitted.
    """
    require(by=by, action=Action.FOLLOW_ENQUIRY)
    trial = MethodTrial.objects.select_for_update(of=("self",)).select_related("method", "against").get(id=trial_id)
    if trial.ended_at is not None:
        raise EnquiryRefused("The trial has ended.")
    case, facts = enquiring.lock_open_case(case_id, at=at)
    if trial.platforms and about.platform not in trial.platforms:
        raise EnquiryRefused("The trial is about other platforms: choose a post or an account on one of those.")
    _check_fresh(trial, case)
    for method in (trial.method, trial.against):
        enquiring.check_open(case=case, facts=facts, method=method, platform=about.platform)
    arm = draw_arm()
    drawn = Allocation.objects.create(trial=trial, case=case, arm=arm, drawn_by=str(by), drawn_at=at)
    details = {"trial": str(trial.id), "arm": arm.value}
    record(subject=f"case:{case.reference}", verb="enquiry_drawn", by=by, at=at, details=details)
    method = trial.method if arm is Arm.NEW else trial.against
    return enquiring.plan(
        case_id=case.id, method_code=method.code, about=about, why=why, by=by, at=at, allocation=drawn
    )


def draw_arm() -> Arm:
    """Return one of the two, each as likely as the other."""
    return secrets.choice(list(Arm))


def _check_fresh(trial: MethodTrial, case: Case) -> None:
    """Raise EnquiryRefused where a case was drawn for, or either method was followed on it."""
    tree = cases_below(case_id=case.id)
    if Allocation.objects.filter(trial=trial, case__in=tree).exists():
        raise EnquiryRefused("Chance has chosen for this case already. It is not drawn again.")
    methods = [trial.method_id, trial.against_id]
    if Enquiry.objects.filter(case__in=tree, method__in=methods, state__in=sorted(FOLLOWED)).exists():
        raise EnquiryRefused("One of the two methods was followed on this case: chance cannot choose any more.")
