"""Which force is responsible: the decision table S1 to S13, pure.

Source: the crime recording rules (where the suspect was when the message was sent is known: that force records;
unknown: the victim's force does) and the hub's remit. Rows S3 to S13 await confirmation by a practitioner.
`docs/responsibility.md` has an example of each row.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

VERSION = "2026-12"
BTP = "BTP"
HUB = "hub"
"""Stands where a force's code would, for what the hub itself does."""
ACCEPTED = ("The force that investigates has accepted, so it stays in touch with the victim as well.",)


class Where(StrEnum):
    """What is known of where somebody is. UK is somewhere in the United Kingdom, nobody knows in whose area."""

    FORCE = "force"
    UK = "uk"
    ABROAD = "abroad"
    UNKNOWN = "unknown"
    NOBODY = "nobody"


class Ask(StrEnum):
    """The fact that a question is about."""

    VICTIM = "victim"
    SUSPECT = "suspect"
    NOMINATION = "nomination"


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where somebody is; `force` is a force code exactly where `where` is FORCE."""

    where: Where
    force: str = ""


UNKNOWN = Place(where=Where.UNKNOWN)
SOMEWHERE_IN_UK = Place(where=Where.UK)
ABROAD = Place(where=Where.ABROAD)
NOBODY = Place(where=Where.NOBODY)


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What the decision rests on. `victim` is NOBODY where a group and no one person is the victim.

    `lead` is the force that the forces of several victims have agreed on, and `nominated` the one that the hub names
    where no row does: codes, empty where there is none.
    """

    victim: Place
    suspect: Place
    suspect_traced_later: bool = False
    on_railway: bool = False
    several_victims: bool = False
    reporter: Place = UNKNOWN
    lead: str = ""
    nominated: str = ""


@dataclass(frozen=True, kw_only=True)
class Decision:
    """The owner of each responsibility: a force's code, HUB, or None for nobody; and why.

    `question` is set, and no owner is, where a fact must be asked for first; `ask` says which. Until then, and where
    no force investigates, the case is the hub's own.
    """

    rule: str
    recording: str | None = None
    investigating: str | None = None
    victim_contact: str | None = None
    sentence: str = ""
    notes: tuple[str, ...] = ()
    question: str = ""
    ask: Ask | None = None

    @property
    def owner(self) -> str:
        """Who holds the case: the force that investigates, else the hub. Never nobody."""
        return self.investigating or HUB

    @property
    def contact_passes_on(self) -> bool:
        """Tell whether contact with the victim goes to the force that investigates once that has accepted."""
        return self.rule in ("S1", "S3") and self.victim_contact not in (None, HUB, self.investigating)


def at_force(code: str) -> Place:
    """Return the place that a force's area is."""
    return Place(where=Where.FORCE, force=code)


def facts_from(inputs: Mapping[str, Any]) -> Facts:
    """Return the facts that a decision was stored with, also by an earlier version."""
    places = {name: Place(**inputs[name]) for name in ("victim", "suspect", "reporter") if name in inputs}
    return Facts(**{**inputs, **{name: replace(place, where=Where(place.where)) for name, place in places.items()}})


def facts_of_another(facts: Facts, *, force: str, is_victim: bool) -> Facts:
    """Return the facts of a case as they are for another report in it: that person's area, an empty code unknown.

    Where no one person is the victim, that holds for everybody who is not one.
    """
    if facts.victim.where is Where.NOBODY and not is_victim:
        return facts
    return replace(facts, victim=at_force(force) if force else UNKNOWN)


def decide(facts: Facts) -> Decision:
    """Return the one row of the table that applies: exactly one owner, or one question to ask."""
    if facts.on_railway:
        return _all("S12", BTP, "It happened on the railway, which the British Transport Police polices.")
    if facts.suspect.where is Where.FORCE:
        return _suspect_known(facts)
    if facts.victim.where is Where.ABROAD:
        return _victim_abroad(facts)
    if facts.victim.where is Where.NOBODY:
        return _no_victim(facts)
    return _victim_here(facts)


def with_accepted(decision: Decision, *, investigating: str) -> Decision:
    """Return a decision as it stands once the force that is to investigate has accepted (rows S1 and S3)."""
    if not decision.contact_passes_on:
        return decision
    is_record_moved = decision.rule == "S3"
    return replace(
        decision,
        recording=investigating if is_record_moved else decision.recording,
        victim_contact=investigating,
        notes=ACCEPTED,
    )


def overridden(decision: Decision, *, force: str) -> Decision:
    """Return a decision in which an officer gives recording and investigating to another force than the rule does."""
    return replace(
        decision,
        recording=force,
        investigating=force,
        victim_contact=decision.victim_contact or HUB,
        sentence=f"Another force was chosen than rule {decision.rule} names, for the reason given.",
        notes=decision.notes if decision.rule == "S7" else (),
        question="",
        ask=None,
    )


def _suspect_known(facts: Facts) -> Decision:
    suspect, victim = facts.suspect.force, facts.victim
    if victim.where is Where.NOBODY:
        consent = "Stirring up hatred is prosecuted only with the Attorney General's consent."
        if _service(suspect) != ENGLAND_AND_WALES:
            consent = "Whether a prosecution needs anybody's consent is for the prosecutor there to say."
        return Decision(
            rule="S7",
            recording=suspect,
            investigating=suspect,
            victim_contact=HUB,
            sentence="No one person is the victim, and the suspect was in that force's area when it was sent.",
            notes=(consent,),
        )
    if facts.several_victims:
        return _several_victims(facts)
    if victim.where is Where.FORCE:
        return _both_known(facts)
    if victim.where is Where.ABROAD:
        why = "The victim is abroad, and the suspect was in that force's area when it was sent."
        return _split("S5", suspect, HUB, why)
    why = "The suspect was in that force's area when it was sent. Where the victim lives is not known."
    return _split("S1", suspect, HUB, why)


def _several_victims(facts: Facts) -> Decision:
    suspect = facts.suspect.force
    home = facts.victim.force or HUB
    if facts.lead:
        who = "The forces concerned have agreed on the one that leads the investigation."
    else:
        who = "Until the forces concerned agree on another, the suspect's force leads the investigation."
    return Decision(
        rule="S11",
        recording=suspect,
        investigating=facts.lead or suspect,
        victim_contact=home,
        sentence="One suspect, in the area of the force that records it, has several victims in several areas.",
        notes=(who, "The cases are linked, and each victim's own force stays in touch with that victim."),
    )


def _both_known(facts: Facts) -> Decision:
    suspect, victim = facts.suspect.force, facts.victim.force
    if _service(victim) != _service(suspect):
        return _across_a_border(facts)
    if suspect == victim:
        return _all("S1", victim, "Victim and suspect were both in its area when it was sent.")
    if facts.suspect_traced_later:
        return Decision(
            rule="S3",
            recording=victim,
            investigating=suspect,
            victim_contact=victim,
            sentence="The victim's force recorded it, and the suspect was traced to the other force's area later.",
            notes=("The record is transferred when the other force accepts, and contact with the victim with it.",),
        )
    return _split("S1", suspect, victim, "The suspect was in its area when it was sent.")


def _across_a_border(facts: Facts) -> Decision:
    suspect, victim = facts.suspect.force, facts.victim.force
    if _service(victim) == ENGLAND_AND_WALES:
        why = "The suspect was in another part of the United Kingdom, whose service records it under its own rules."
        return _split("S10", suspect, victim, why, "The victim is told that it has been forwarded there.")
    why = "The suspect was in its area when it was sent, in another part of the United Kingdom than the victim."
    return _split("S9", suspect, victim, why, "The victim's own force is told.")


def _victim_abroad(facts: Facts) -> Decision:
    if facts.suspect.where is Where.ABROAD:
        return Decision(
            rule="S6",
            victim_contact=HUB,
            sentence="Victim and suspect are both abroad.",
            notes=(
                "It is kept as intelligence, and put to the platform and to the liaison with forces abroad.",
                "The hub tells the person where to turn.",
            ),
        )
    question = "The victim is abroad. Where in the United Kingdom was the suspect, or was the suspect abroad too?"
    return Decision(rule="S13", question=question, ask=Ask.SUSPECT)


def _no_victim(facts: Facts) -> Decision:
    if facts.reporter.where is Where.FORCE:
        force, why = facts.reporter.force, "so it goes to the force of the person who reported it."
    elif facts.nominated:
        force, why = facts.nominated, "and the reporter's area is not known either, so the hub has nominated a force."
    else:
        question = "No one person is the victim, and neither the suspect's nor the reporter's area is known. "
        return Decision(rule="S8", question=f"{question}Which force does the hub nominate?", ask=Ask.NOMINATION)
    abroad = facts.suspect.where is Where.ABROAD
    where = "the suspect was abroad" if abroad else "nobody knows in whose area the suspect was"
    return Decision(
        rule="S8",
        recording=force,
        investigating=force,
        victim_contact=HUB,
        sentence=f"No one person is the victim and {where}, {why}",
    )


def _victim_here(facts: Facts) -> Decision:
    if facts.victim.where is not Where.FORCE:
        question = "Where does the victim live? Without it no force can be named."
        return Decision(rule="S13", question=question, ask=Ask.VICTIM)
    victim = facts.victim.force
    if facts.suspect.where is Where.ABROAD:
        why = "The suspect was abroad, and the effect was felt where the victim lives, in its area."
        return _all("S4", victim, why, "It makes its enquiries abroad through the international channels.")
    return _all("S2", victim, "Nobody knows yet in whose area the suspect was, and the victim lives in this one.")


def _all(rule: str, force: str, sentence: str, *notes: str) -> Decision:
    return Decision(
        rule=rule, recording=force, investigating=force, victim_contact=force, sentence=sentence, notes=notes
    )


def _split(rule: str, suspect: str, contact: str, sentence: str, *notes: str) -> Decision:
    return Decision(
        rule=rule, recording=suspect, investigating=suspect, victim_contact=contact, sentence=sentence, notes=notes
    )


ENGLAND_AND_WALES = "England and Wales"


def _service(force: str) -> str:
    return {"S": "Scotland", "N": "Northern Ireland"}.get(force[:1], ENGLAND_AND_WALES)
