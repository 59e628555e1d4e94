"""Which cases work in bulk may not touch, and why: what is judged of a case, and the judgement for each act."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from reports.rules.workflow import ON_FORCE_SIDE, OPEN_STATES, STEPS, State

CLOSABLE = frozenset({State.OUT_OF_SCOPE, State.ASSESSED_NON_CRIME})
"""What is closed in bulk. A crime on which nobody can act is explained to its victim one by one."""


class Refusal(StrEnum):
    """Why a case is left out, or could not be undone."""

    GONE = "gone"
    CHANGED = "changed"
    WRONG_STATE = "wrong_state"
    OF_A_COLLEAGUE = "of_a_colleague"
    ALREADY = "already"
    NOBODYS = "nobodys"
    FOR_A_SUPERVISOR = "for_a_supervisor"
    DANGER = "danger"
    UNDER_REVIEW = "under_review"
    DECIDED_BEFORE = "decided_before"
    UNREAD = "unread"
    VICTIM_UNSEEN = "victim_unseen"
    DIVERTED = "diverted"
    OFFENCE_ELSEWHERE = "offence_elsewhere"
    FLAG_NOT_NAMED = "flag_not_named"
    POLICY_CHANGED = "policy_changed"
    WITH_FORCE = "with_force"
    GATES_OPEN = "gates_open"
    READ_FIRST = "read_first"
    WAITS_FOR_ANSWER = "waits_for_answer"
    ANSWERED = "answered"
    ERASED = "erased"
    NOT_PERMITTED = "not_permitted"
    FAILED = "failed"


@dataclass(frozen=True, kw_only=True)
class Who:
    """Who acts: the number of the account, and whether they may give away what a colleague works on."""

    user: int | None
    takes_over: bool = False


@dataclass(frozen=True, kw_only=True)
class CaseFacts:
    """What is judged of one case, its members counted in; `was_opened`: by the officer who acts.

    `on` is when it happened, as far as that is known; `nation` is EW, S or NI, by the victim's force.
    """

    state: State
    version: int
    is_led: bool = True
    owner: int | None = None
    people: int = 1
    has_danger: bool = False
    is_under_review: bool = False
    was_decided: bool = False
    has_unread: bool = False
    has_victim: bool = False
    was_opened: bool = False
    is_diverted: bool = False
    nation: str = "EW"
    on: date = date.min
    strands: frozenset[str] = frozenset()
    has_open_gate: bool = False
    waits_for_reading: bool = False
    waits_for_answer: bool = False
    overridden_band: str = ""

    @property
    def seen(self) -> str:
        """How the case stands, so that a change since can be told."""
        return f"{self.version}.{self.owner or 0}.{self.overridden_band}"


Wanted = Mapping[str, Any]
Judge = Callable[[CaseFacts, Wanted, Who], Iterator[Refusal]]


def first_refusal(judge: Judge, facts: CaseFacts | None, wanted: Wanted, who: Who, *, seen: str) -> Refusal | None:
    """Return the first reason why a case is left out; None where it may be done. No facts: there is no such case."""
    if facts is None or not facts.is_led:
        return Refusal.GONE
    if facts.seen != seen:
        return Refusal.CHANGED
    return next(judge(facts, wanted, who), None)


def judge_give(facts: CaseFacts, wanted: Wanted, who: Who) -> Iterator[Refusal]:
    """Give to the officer `officer`: one's own, or anybody's and nobody's where one may give what others have."""
    if facts.state not in OPEN_STATES:
        yield Refusal.WRONG_STATE
    if facts.owner is not None and facts.owner == wanted["officer"]:
        yield Refusal.ALREADY
    if not who.takes_over:
        yield from _of_a_colleague(facts, who)
        if facts.owner is None:
            yield Refusal.FOR_A_SUPERVISOR


def judge_claim(facts: CaseFacts, _wanted: Wanted, who: Who) -> Iterator[Refusal]:
    """Take for oneself: never what a colleague works on, whoever asks."""
    if facts.state not in OPEN_STATES:
        yield Refusal.WRONG_STATE
    if facts.owner is not None and facts.owner == who.user:
        yield Refusal.ALREADY
    yield from _of_a_colleague(facts, who)


def judge_release(facts: CaseFacts, _wanted: Wanted, who: Who) -> Iterator[Refusal]:
    """Give back to the queue what one works on, or what anybody does where one may take over."""
    if facts.owner is None:
        yield Refusal.NOBODYS
    if not who.takes_over:
        yield from _of_a_colleague(facts, who)


def judge_start(facts: CaseFacts, _wanted: Wanted, who: Who) -> Iterator[Refusal]:
    """Begin triage: not where somebody is in danger, since then the hand-over comes first."""
    yield from _from_step(facts, "start_triage")
    yield from _of_a_colleague(facts, who)
    if facts.has_danger:
        yield Refusal.DANGER


def judge_assess(facts: CaseFacts, wanted: Wanted, who: Who) -> Iterator[Refusal]:
    """Give the same decision to many: only to what nobody has to read on its own."""
    yield from _from_step(facts, "record_crime")
    yield from _of_a_colleague(facts, who)
    if facts.has_danger:
        yield Refusal.DANGER
    if facts.is_diverted:
        yield Refusal.DIVERTED
    if facts.is_under_review:
        yield Refusal.UNDER_REVIEW
    if facts.was_decided:
        yield Refusal.DECIDED_BEFORE
    if facts.has_unread:
        yield Refusal.UNREAD
    if facts.has_victim and not facts.was_opened:
        yield Refusal.VICTIM_UNSEEN
    yield from _law_and_flags(facts, wanted)


def judge_close(facts: CaseFacts, _wanted: Wanted, who: Who) -> Iterator[Refusal]:
    """Close what is not for the hub, or no crime, once all that is owed to the person is done."""
    if facts.state not in CLOSABLE:
        yield Refusal.WRONG_STATE
    yield from _of_a_colleague(facts, who)
    if facts.has_danger:
        yield Refusal.DANGER
    if facts.has_unread:
        yield Refusal.UNREAD
    if facts.waits_for_reading:
        yield Refusal.READ_FIRST
    if facts.has_open_gate:
        yield Refusal.GATES_OPEN


def judge_reopen(facts: CaseFacts, _wanted: Wanted, who: Who) -> Iterator[Refusal]:
    """Look again at what was decided, unless a force has it: that force has to be spoken to first."""
    if facts.state in ON_FORCE_SIDE:
        yield Refusal.WITH_FORCE
    yield from _from_step(facts, "reopen")
    yield from _of_a_colleague(facts, who)


def judge_ask(facts: CaseFacts, _wanted: Wanted, who: Who) -> Iterator[Refusal]:
    """Ask whoever sent the report that leads: not twice at once, and nobody who is in danger."""
    if facts.state not in OPEN_STATES:
        yield Refusal.WRONG_STATE
    yield from _of_a_colleague(facts, who)
    if facts.has_danger:
        yield Refusal.DANGER
    if facts.waits_for_answer:
        yield Refusal.WAITS_FOR_ANSWER


def judge_priority(facts: CaseFacts, wanted: Wanted, _who: Who) -> Iterator[Refusal]:
    """Set the band `band` by hand; a case in danger is never made less urgent in bulk."""
    if facts.state not in OPEN_STATES:
        yield Refusal.WRONG_STATE
    if facts.has_danger and wanted["band"] != "urgent":
        yield Refusal.DANGER
    if facts.overridden_band == wanted["band"]:
        yield Refusal.ALREADY


def _from_step(facts: CaseFacts, step: str) -> Iterator[Refusal]:
    if facts.state not in STEPS[step].sources:
        yield Refusal.WRONG_STATE


def _of_a_colleague(facts: CaseFacts, who: Who) -> Iterator[Refusal]:
    if facts.owner is not None and facts.owner != who.user:
        yield Refusal.OF_A_COLLEAGUE


def _law_and_flags(facts: CaseFacts, wanted: Wanted) -> Iterator[Refusal]:
    """The offence must be one where and when it happened; a flag must have been named by the complainant."""
    law = wanted.get("law")
    if law and not (facts.nation in law["nations"] and _is_within(facts.on, law["from"], law["to"])):
        yield Refusal.OFFENCE_ELSEWHERE
    if not facts.strands.issuperset(wanted.get("flags", {})):
        yield Refusal.FLAG_NOT_NAMED


def _is_within(day: date, first: str | None, last: str | None) -> bool:
    """Tell whether a day lies in a span of days as written in ISO, either end of which may be open."""
    written = day.isoformat()
    return (first is None or first <= written) and (last is None or written <= last)
