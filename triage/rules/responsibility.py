"""Which force is responsible: the decision table S1 to S13, pure.

Source: the crime recording rules (where the suspect was when the message was sent is known: that force records;
unknown: the victim's force) and the hub's remit. Rows S3 to S13 await confirmation by a practitioner.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

VERSION = "2026-11"
BTP = "BTP"


class Where(StrEnum):
    """What is known of where somebody is."""

    FORCE = "force"
    ABROAD = "abroad"
    UNKNOWN = "unknown"
    NOBODY = "nobody"


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where somebody is; `force` is a force code exactly where `where` is FORCE."""

    where: Where
    force: str = ""


UNKNOWN = Place(where=Where.UNKNOWN)
ABROAD = Place(where=Where.ABROAD)
NOBODY = Place(where=Where.NOBODY)


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What the decision rests on. `victim` is NOBODY where a group and no one person is the victim."""

    victim: Place
    suspect: Place
    suspect_traced_later: bool = False
    on_railway: bool = False
    several_victims: bool = False
    reporter: Place = UNKNOWN


@dataclass(frozen=True, kw_only=True)
class Decision:
    """Three force codes, each None where it falls to the hub or to nobody, and the sentence that explains them.

    `question` is set, and no force is, where a fact must be asked for first.
    """

    rule: str
    recording: str | None = None
    investigating: str | None = None
    victim_contact: str | None = None
    sentence: str = ""
    question: str = ""


def at_force(code: str) -> Place:
    """Return the place that a force's area is."""
    return Place(where=Where.FORCE, force=code)


def facts_from(inputs: Mapping[str, Any]) -> Facts:
    """Return the facts that a decision was stored with."""
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
        return _all("S12", BTP, "It happened on the railway, so the British Transport Police deals with it.")
    if facts.suspect.where is Where.FORCE:
        return _suspect_known(facts)
    if facts.victim.where is Where.ABROAD:
        return _victim_abroad(facts)
    if facts.victim.where is Where.NOBODY:
        return _no_victim(facts)
    return _victim_here(facts)


def _suspect_known(facts: Facts) -> Decision:
    suspect, victim = facts.suspect.force, facts.victim
    if victim.where is Where.NOBODY:
        return Decision(
            rule="S7",
            recording=suspect,
            investigating=suspect,
            sentence=(
                "No one person is the victim, and where the suspect was is known, so that force records and "
                "investigates. Stirring up hatred needs the Attorney General's consent to prosecute."
            ),
        )
    if victim.where is Where.FORCE:
        return _both_known(facts)
    rule = "S5" if victim.where is Where.ABROAD else "S1"
    return Decision(
        rule=rule,
        recording=suspect,
        investigating=suspect,
        sentence=(
            "Where the suspect was when it was sent is known, so that force records and investigates. "
            "The hub keeps in touch with the person who reported it."
        ),
    )


def _both_known(facts: Facts) -> Decision:
    suspect, victim = facts.suspect.force, facts.victim.force
    if facts.several_victims:
        return _split(
            "S11", suspect, victim, "Several people were targeted by one suspect, whose force takes it as one."
        )
    if _service(victim) != _service(suspect):
        rule = "S10" if _service(victim) == "England and Wales" else "S9"
        return _split(
            rule, suspect, victim, "The suspect was in another part of the United Kingdom, whose police record it."
        )
    if suspect == victim:
        return _all(
            "S1", victim, "Victim and suspect were in the same force's area, so that force deals with all of it."
        )
    if facts.suspect_traced_later:
        return Decision(
            rule="S3",
            recording=victim,
            investigating=suspect,
            victim_contact=victim,
            sentence=(
                "It was recorded by the victim's force and the suspect was traced to another later: the record "
                "is transferred, and the victim's force stays in touch until the other accepts."
            ),
        )
    return _split(
        "S1",
        suspect,
        victim,
        "Where the suspect was when it was sent is known, so that force records and investigates.",
    )


def _victim_abroad(facts: Facts) -> Decision:
    if facts.suspect.where is Where.ABROAD:
        return Decision(
            rule="S6",
            sentence=(
                "Victim and suspect are both abroad, so no force here records it: the hub informs the platform "
                "and its foreign partners, and tells the person where to turn."
            ),
        )
    return Decision(
        rule="S13",
        question="The victim is abroad. Where in the United Kingdom was the suspect, or was the suspect abroad too?",
    )


def _no_victim(facts: Facts) -> Decision:
    if facts.reporter.where is Where.FORCE:
        sentence = (
            "No one person is the victim and nobody knows where the suspect was, so the force of the person "
            "who reported it records and investigates."
        )
        return Decision(
            rule="S8", recording=facts.reporter.force, investigating=facts.reporter.force, sentence=sentence
        )
    return Decision(
        rule="S8",
        question="No one person is the victim, and neither the suspect's nor the reporter's area is known. "
        "Which force does the hub nominate?",
    )


def _victim_here(facts: Facts) -> Decision:
    if facts.victim.where is Where.UNKNOWN:
        return Decision(rule="S13", question="Where does the victim live? Without it no force can be named.")
    victim = facts.victim.force
    if facts.suspect.where is Where.ABROAD:
        return _all(
            "S4", victim, "The suspect was abroad and the effect was felt here, so the victim's force deals with it."
        )
    return _all(
        "S2", victim, "Nobody knows yet where the suspect was, so the force where the victim lives deals with it."
    )


def _all(rule: str, force: str, sentence: str) -> Decision:
    return Decision(rule=rule, recording=force, investigating=force, victim_contact=force, sentence=sentence)


def _split(rule: str, suspect: str, victim: str, sentence: str) -> Decision:
    return Decision(
        rule=rule,
        recording=suspect,
        investigating=suspect,
        victim_contact=victim,
        sentence=f"{sentence} The victim's own force stays in touch with the victim.",
    )


def _service(force: str) -> str:
    return {"S": "Scotland", "N": "Northern Ireland"}.get(force[:1], "England and Wales")
