"""Nothing belongs to nobody: every state, with every decision and every question to a force, has one owner."""

from datetime import timedelta
from itertools import product

import pytest

from referrals.services import answering
from reports.models import Report
from reports.rules.workflow import OPEN_STATES, OWNING_QUEUE, State
from reports.selectors.clocks import get_clocks
from tests.making import reports as making
from tests.making.transfers import escalate, force, propose, refuse
from triage.models import Responsibility, Transfer
from triage.rules.owning import REGISTRAR, owner_of
from triage.rules.responsibility import ABROAD, HUB, NOBODY, UNKNOWN, Facts, at_force, decide
from triage.selectors.transfers import force_in_charge, open_transfer
from triage.services import assigning, silences, transferring
from triage.web.force_rows import owner_name

WYP, KENT = making.WEST_YORKSHIRE, "E23000032"


@pytest.mark.parametrize(("state", "force", "is_disputed"), list(product(State, [None, WYP], [False, True])))
def test_every_state_has_exactly_one_owner_with_a_queue_and_a_clock(state, force, is_disputed):
    owner = owner_of(state, investigating=force, is_disputed=is_disputed)
    if state not in OPEN_STATES:
        assert owner is None
        return
    assert owner.queue is OWNING_QUEUE[state]
    assert get_clocks().hours[state] > 0
    assert owner.who in {HUB, REGISTRAR, force} - {None}
    if state in (State.PACKAGED, State.WITH_FORCE):
        assert owner.who == (force or HUB)


def assign(report, facts, officer, at):
    report = Report.objects.get(id=report.id)
    return assigning.assign(
        case_id=report.case_id, facts=facts, decision=decide(facts), by=officer, at=at, expected_version=report.version
    )


DECISIONS = {
    "one force": Facts(victim=at_force(WYP), suspect=UNKNOWN),
    "two forces": Facts(victim=at_force(WYP), suspect=at_force(KENT)),
    "contact with the hub": Facts(victim=ABROAD, suspect=at_force(KENT)),
    "no victim": Facts(victim=NOBODY, suspect=at_force(KENT)),
    "lead agreed": Facts(victim=at_force(WYP), suspect=at_force(KENT), several_victims=True, lead=WYP),
}


def check_owned(report, at):
    """Return who has to act; the case must have an owner, a queue and a clock, and each question to a force too."""
    case = Report.objects.get(id=report.id).case
    lead = case.lead
    row = open_transfer(case=case)
    if lead.state == State.CLOSED:
        return ""
    in_charge = force_in_charge(case=case)
    owner = owner_of(
        State(lead.state),
        investigating=in_charge.code if in_charge else None,
        is_disputed=row is not None and row.state == "escalated",
    )
    assert owner
    assert lead.due_at
    assert owner_name(case)
    if lead.state in (State.ASSIGNED, State.PACKAGED):
        assert row is not None
        assert row.is_offer
    if row is not None and row.state == "escalated":
        assert row.settle_by
    roles = Responsibility.objects.filter(case=case, replaced_at__isnull=True).values_list("role", flat=True)
    if in_charge is not None:
        assert sorted(roles) == ["investigating", "recording", "victim_contact"]
    return owner.who


@pytest.mark.parametrize("facts", DECISIONS.values(), ids=list(DECISIONS))
def test_walk_through_every_state_and_answer_always_has_an_owner(report_at, officer, supervisor, hub, at, facts):
    report = report_at("received")
    first = decide(facts).investigating
    assert check_owned(report, at) == HUB
    making.walk(report, to="assessed_crime", by=officer, at=at)
    assert check_owned(report, at) == HUB
    assign(report, facts, officer, at)
    assert check_owned(report, at) == HUB  # it owes the package
    making.pack(report, at=at)
    assert check_owned(report, at) == first
    silent_until(report, hub, at)
    assert check_owned(report, at) == HUB
    escalate(Transfer.objects.latest("id"), by=officer, at=at)
    assert check_owned(report, at) == REGISTRAR
    making.assign(report, by=officer, at=at, force=first)
    making.pack(report, at=at)
    reference = report.case.reference
    answering.refuse(reference=reference, reason="Not ours.", by=force(first), at=at)
    assert check_owned(report, at) == HUB
    assign(report, facts, officer, at)
    making.pack(report, at=at)
    answering.accept(reference=reference, crime_number="1", by=force(first), at=at)
    assert check_owned(report, at) == first
    other = WYP if first != WYP else KENT
    row = propose(report, by=officer, at=at, to=other)
    assert check_owned(report, at) == first
    row = escalate(refuse(row, at=at), by=officer, at=at)
    assert check_owned(report, at) == first
    transferring_again(row, report, officer, supervisor, at, other)
    assert check_owned(report, at) == HUB
    making.pack(report, at=at)
    assert check_owned(report, at) == other


def silent_until(report, hub, at):
    for hours in (0, 48, 72, 120):
        when = at + timedelta(hours=hours)
        silences.chase(case_id=report.case_id, by=hub, at=when)
    assert Report.objects.get(id=report.id).state == "assessed_crime"


def transferring_again(row, report, officer, supervisor, at, other):
    from triage.services import disputes

    disputes.settle(transfer_id=row.id, force=row.from_force.code, reason="It stays.", by=supervisor, at=at)
    assert check_owned(report, at) == row.from_force.code
    row = propose(report, by=officer, at=at, to=other)
    transferring.accept(transfer_id=row.id, by=force(other), at=at)
