"""The report's workflow as one table: states, the steps between them, and who owns each state.

The django-fsm transitions on the model are made from the same steps; a test holds the two together, and
`docs/workflow.md` is drawn from here.
"""

from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    """Where a report stands."""

    RECEIVED = "received"
    IN_TRIAGE = "in_triage"
    ASSESSED_CRIME = "assessed_crime"
    ASSESSED_NON_CRIME = "assessed_non_crime"
    OUT_OF_SCOPE = "out_of_scope"
    ASSIGNED = "assigned"
    PACKAGED = "packaged"
    WITH_FORCE = "with_force"
    CLOSED = "closed"
    MERGED = "merged"


class Queue(StrEnum):
    """Where the hub's people find a report. Every open state has one."""

    NEW = "new"
    TRIAGE = "triage"
    TO_ASSIGN = "to_assign"
    TO_CLOSE = "to_close"
    PACKAGING = "packaging"
    ON_FORCE = "on_force"
    WITH_FORCE = "with_force"


OWNING_QUEUE: dict[State, Queue] = {
    State.RECEIVED: Queue.NEW,
    State.IN_TRIAGE: Queue.TRIAGE,
    State.ASSESSED_CRIME: Queue.TO_ASSIGN,
    State.ASSESSED_NON_CRIME: Queue.TO_CLOSE,
    State.OUT_OF_SCOPE: Queue.TO_CLOSE,
    State.ASSIGNED: Queue.PACKAGING,
    State.PACKAGED: Queue.ON_FORCE,
    State.WITH_FORCE: Queue.WITH_FORCE,
}

OPEN_STATES = frozenset(OWNING_QUEUE)
"""States that somebody must act on. A merged report is carried by the lead of its case; a closed one is done."""

ON_FORCE_SIDE = frozenset({State.ASSIGNED, State.PACKAGED, State.WITH_FORCE})


@dataclass(frozen=True, kw_only=True)
class Step:
    """One command on a report. `target` is None where the report goes to where its case, or itself, stood.

    A step that is not told changes nothing for the person: the page shows the case's stage before and after it.
    """

    name: str
    sources: frozenset[State]
    target: State | None
    action: str
    verb: str
    note: str = ""
    is_told: bool = True


class StepRefused(Exception):
    """The report is not in a state from which this step can be taken."""

    def __init__(self, *, step: str, state: str) -> None:
        super().__init__(f"A report that is {state.replace('_', ' ')} cannot {step.replace('_', ' ')}.")
        self.step = step
        self.state = state


def _step(
    name: str, *sources: State, to: State | None, action: str, verb: str, note: str = "", is_told: bool = True
) -> Step:
    return Step(name=name, sources=frozenset(sources), target=to, action=action, verb=verb, note=note, is_told=is_told)


S = State
STEPS: dict[str, Step] = {
    step.name: step
    for step in (
        _step("start_triage", S.RECEIVED, to=S.IN_TRIAGE, action="report.triage", verb="triage_started"),
        _step("record_crime", S.IN_TRIAGE, to=S.ASSESSED_CRIME, action="report.assess", verb="recorded_as_crime"),
        _step(
            "record_non_crime",
            S.IN_TRIAGE,
            to=S.ASSESSED_NON_CRIME,
            action="report.assess",
            verb="recorded_as_non_crime",
        ),
        _step("mark_out_of_scope", S.IN_TRIAGE, to=S.OUT_OF_SCOPE, action="report.assess", verb="marked_out_of_scope"),
        _step(
            "assign",
            S.ASSESSED_CRIME,
            S.ASSESSED_NON_CRIME,
            to=S.ASSIGNED,
            action="report.assign",
            verb="assigned",
            note="a non-crime only where the regime has a force record it",
        ),
        _step("mark_packaged", S.ASSIGNED, to=S.PACKAGED, action="package.build", verb="packaged"),
        _step("accept", S.PACKAGED, to=S.WITH_FORCE, action="force.accept", verb="accepted_by_force"),
        _step(
            "accept_for_recording",
            S.ASSIGNED,
            to=S.WITH_FORCE,
            action="force.accept",
            verb="accepted_for_recording",
            note="for recording only, no package",
        ),
        _step(
            "close",
            S.WITH_FORCE,
            S.ASSESSED_NON_CRIME,
            S.OUT_OF_SCOPE,
            to=S.CLOSED,
            action="report.close",
            verb="closed",
        ),
        _step(
            "close_without_enforcement",
            S.ASSESSED_CRIME,
            to=S.CLOSED,
            action="report.close",
            verb="closed_without_enforcement",
            note="no enforcement possible: outcome, reason, explained",
        ),
        _step(
            "refuse",
            S.ASSIGNED,
            S.PACKAGED,
            S.WITH_FORCE,
            to=S.ASSESSED_CRIME,
            action="force.refuse",
            verb="refused_by_force",
            note="decide again who",
        ),
        _step(
            "refuse_record",
            S.ASSIGNED,
            S.PACKAGED,
            S.WITH_FORCE,
            to=S.IN_TRIAGE,
            action="force.refuse",
            verb="record_refused_by_force",
            note="a non-crime: there is no crime to decide about, so it is looked at again",
        ),
        _step(
            "take_back",
            S.ASSIGNED,
            S.PACKAGED,
            S.WITH_FORCE,
            to=S.ASSESSED_CRIME,
            action="report.return",
            verb="taken_back",
            note="transferred, or no answer in time",
        ),
        _step(
            "take_back_record",
            S.ASSIGNED,
            S.PACKAGED,
            S.WITH_FORCE,
            to=S.IN_TRIAGE,
            action="report.return",
            verb="record_taken_back",
            note="a non-crime: no answer in time, so it is looked at again",
        ),
        _step(
            "hand_over",
            S.ASSIGNED,
            S.PACKAGED,
            S.WITH_FORCE,
            to=S.ASSESSED_CRIME,
            action="report.assign",
            verb="handed_over",
            note="in one with the assignment to another force, of which people are told",
            is_told=False,
        ),
        _step(
            "reopen",
            S.OUT_OF_SCOPE,
            S.ASSESSED_CRIME,
            S.ASSESSED_NON_CRIME,
            S.ASSIGNED,
            S.PACKAGED,
            S.WITH_FORCE,
            S.CLOSED,
            to=S.IN_TRIAGE,
            action="report.reopen",
            verb="reopened",
            note="review, or new information",
        ),
        _step(
            "request_review",
            S.OUT_OF_SCOPE,
            S.ASSESSED_NON_CRIME,
            S.CLOSED,
            to=S.IN_TRIAGE,
            action="report.request_review",
            verb="review_requested",
            note="asked for by the complainant",
        ),
        _step("withdraw", S.RECEIVED, S.IN_TRIAGE, to=S.CLOSED, action="report.withdraw", verb="withdrawn"),
        _step("merge", *OPEN_STATES, to=S.MERGED, action="report.merge", verb="merged"),
        _step("unmerge", S.MERGED, to=None, action="report.merge", verb="unmerged", note="where it stood"),
        _step(
            "take_lead",
            S.MERGED,
            to=None,
            action="report.merge",
            verb="lead_taken",
            note="where the case stands",
            is_told=False,
        ),
        _step("hand_on_lead", *OPEN_STATES, to=S.MERGED, action="report.merge", verb="lead_handed_on", is_told=False),
        _step(
            "leave_case",
            S.MERGED,
            to=None,
            action="report.merge",
            verb="left_case",
            note="to be withdrawn",
            is_told=False,
        ),
    )
}


LOOKING_AGAIN = frozenset(step.name for step in STEPS.values() if step.target is S.IN_TRIAGE) - {"start_triage"}
"""Steps that lead back to triage, so that the decision that stood is made anew."""


def check_step(name: str, *, state: str) -> Step:
    """Return the step if it can be taken from this state. Raises StepRefused."""
    step = STEPS[name]
    if state not in step.sources:
        raise StepRefused(step=name, state=state)
    return step


def draw() -> str:
    """Return the workflow as a Mermaid state diagram."""
    lines = ["stateDiagram-v2", f"    [*] --> {State.RECEIVED}"]
    for step in STEPS.values():
        if step.target is not State.MERGED:
            target = step.target or "where_it_stood"
            lines += [f"    {source} --> {target}: {step.name}" for source in sorted(step.sources)]
    lines += [
        f"    any_open_state --> {State.MERGED}: {step.name}" for step in STEPS.values() if step.target is State.MERGED
    ]
    lines.append(f"    {State.CLOSED} --> [*]")
    return "\n".join(lines)
