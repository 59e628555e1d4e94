"""Who is responsible, in sentences that could be read out in court."""

from collections.abc import Mapping

from triage.rules.responsibility import ACCEPTED, HUB, Decision


def in_words(decision: Decision, *, names: Mapping[str, str]) -> str:
    """Return who does what and why, or the question that comes first; `names` has forces by their codes."""
    if decision.question:
        return decision.question
    parts = (_who_acts(decision, names), decision.sentence, _who_keeps_in_touch(decision, names), *decision.notes)
    return " ".join(part for part in parts if part)


def contact_in_words(decision: Decision, *, names: Mapping[str, str]) -> str:
    """Return who keeps in touch with one person, and why; where a fact is missing, the hub does."""
    contact = decision.victim_contact
    if contact in (None, HUB):
        return "The hub stays in touch with the person who reported it."
    kept = f"{name_of(contact, names=names)} stays in touch with the victim"
    if decision.contact_passes_on:
        return f"{kept}, who lives in its area, until {name_of(decision.investigating, names=names)} accepts."
    if decision.notes == ACCEPTED:
        return f"{kept}, because it has accepted the investigation."
    if decision.rule == "S12":
        return f"{kept}, because it happened on the railway."
    return f"{kept}, who lives in its area."


def name_of(owner: str | None, *, names: Mapping[str, str]) -> str:
    """Return a force's name, or who else an owner is."""
    if owner is None:
        return "nobody"
    return "the hub" if owner == HUB else names.get(owner, owner)


def _who_acts(decision: Decision, names: Mapping[str, str]) -> str:
    if decision.investigating is None:
        return "No force records or investigates this; the hub keeps it."
    recording, investigating = (name_of(owner, names=names) for owner in (decision.recording, decision.investigating))
    if recording != investigating:
        return f"{recording} records this and {investigating} investigates it."
    is_all = decision.victim_contact == decision.investigating
    return f"{recording} records and investigates this{', and stays in touch with the victim' if is_all else ''}."


def _who_keeps_in_touch(decision: Decision, names: Mapping[str, str]) -> str:
    contact = decision.victim_contact
    if contact is None or (contact == decision.investigating == decision.recording):
        return ""
    name = name_of(contact, names=names)
    until = name_of(decision.investigating, names=names)
    whom = "the person who reported it" if contact == HUB else "the victim"
    kept = f"{name[:1].upper()}{name[1:]} stays in touch with {whom}"
    return f"{kept} until {until} accepts." if decision.contact_passes_on else f"{kept}."
