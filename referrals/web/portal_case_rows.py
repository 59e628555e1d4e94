"""What the page of one case shows a force: the API's detail in words."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.formats import date_format
from django.utils.timezone import localtime

from hatehub.accounts.actors import Actor
from hatehub.design.colours import colour_of
from hatehub.reference.models import ForceUnit
from referrals.forms.takedowns import ACTIONS as TAKEDOWN_ACTIONS
from referrals.models import ForceMessage, PackageFeedback
from referrals.selectors.force_talk import Talk
from referrals.web.portal_words import DISPOSALS, LEFT_OUT, STATES, clock_words
from referrals.web.takedown_words import STATES as TAKEDOWN_STATES
from reports.rules.workflow import State
from triage.models import Responsibility
from triage.rules.priority_table import Band
from triage.selectors.queues import names_of
from triage.web.priority_words import COLOURS
from triage.web.time_bar_rows import bar_row
from triage.web.wording import ROLES, ROLES_OF_NON_CRIME

Found = Mapping[str, Any]
Row = dict[str, Any]
KINDS = {
    ForceMessage.Kind.NOTE: "Note to the hub",
    ForceMessage.Kind.QUESTION: "Question to the hub",
    ForceMessage.Kind.TOLD: "Told to those who reported it",
    ForceMessage.Kind.ANSWER: "The hub's answer",
}
ERASED = "This text has been erased."


def case_rows(found: Found, *, by: Actor, at: datetime) -> Row:
    """Return the head of the page: what the case is, who is responsible, and what the force can do."""
    names = names_of()
    is_crime = not found["assessment"] or found["assessment"]["outcome"] == "crime"
    roles = ROLES if is_crime else {**ROLES, **ROLES_OF_NON_CRIME}
    return {
        "tags": _tags(found, names=names),
        "facts_of_case": _facts(found, names=names),
        "bar": bar_row(found["time_limit"], at=at),
        "responsibilities": [_responsible(row, roles=roles) for row in found["responsibilities"]],
        "reports": [report_row(each, names=names) for each in found["reports"]],
        "platforms": names["platforms"],
        "acts": acts_of(found, by=by),
        "transfer": _transfer(found, by=by, at=at),
    }


def acts_of(found: Found, *, by: Actor) -> Row:
    """Return what the force can do with the case as it stands; the services check it again."""
    current: dict[str, Responsibility] = {row.role: row for row in found["responsibilities"] if row.report_id is None}
    deciding = current.get("investigating") or current.get("recording")
    is_ours = _is_of(current.get("investigating"), by)
    state, transfer = found["state"], found["transfer"]
    return {
        "answer": is_ours and state == State.PACKAGED,
        "await": is_ours and state == State.ASSIGNED,
        "give_back": is_ours and state in (State.ASSIGNED, State.WITH_FORCE),
        "transfer": transfer is not None and transfer.to_force.code == by.force_code,
        "outcome": _is_of(deciding, by) and state in (State.WITH_FORCE, State.CLOSED),
    }


def section_rows(sections: Found) -> Row:
    """Return the sections of the case, with names for codes; those that this page does not draw stay as they are."""
    platforms = names_of()["platforms"]

    def named(rows: list[Row] | None) -> list[Row]:
        return [{**each, "platform_name": platforms.get(each["platform"], each["platform"])} for each in rows or []]

    takedowns = [
        {**each, "action_name": TAKEDOWN_ACTIONS[each["action"]], "state_name": TAKEDOWN_STATES[each["state"]]}
        for each in named(sections.get("takedowns"))
    ]
    subjects = [{**each, "accounts": named(each["accounts"])} for each in sections.get("subjects") or []]
    return {**sections, "accounts": named(sections.get("accounts")), "takedowns": takedowns, "subjects": subjects}


def _is_of(row: Responsibility | None, by: Actor) -> bool:
    return row is not None and row.force is not None and row.force.code == by.force_code


def _tags(found: Found, *, names: Mapping[str, Mapping[str, str]]) -> list[Row]:
    band = found["priority"]
    return [
        *([{"text": Band(band).value.capitalize(), "colour": COLOURS[Band(band)]}] if band else []),
        *({"text": names["strands"].get(code, code), "colour": "grey"} for code in found["strands"]),
        {"text": STATES.get(found["state"], found["state"]), "colour": colour_of(found["state"])},
    ]


def _facts(found: Found, *, names: Mapping[str, Mapping[str, str]]) -> list[Row]:
    assessment = found["assessment"]
    facts = [{"key": "With the hub since", "value": date_format(localtime(found["opened_at"]), "j F Y")}]
    if assessment:
        facts.append({"key": "Decision", "value": DISPOSALS.get(assessment["outcome"], assessment["outcome"])})
        offences = [
            f"{each['offence']}{' (aggravated by hostility)' if each['aggravated'] else ''}"
            for each in assessment["offences"]
        ] or ([found["offence"]] if found["offence"] else [])
        facts.append({"key": "Offences", "value": "\n".join(offences) or "None"})
        flags = ", ".join(names["strands"].get(code, code) for code in assessment["flags"])
        facts.append({"key": "Confirmed strands", "value": flags or "None"})
        facts.append({"key": "Decided under policy", "value": assessment["policy"]})
    return facts


def _responsible(row: Responsibility, *, roles: Mapping[str, Any]) -> Row:
    unit: ForceUnit | None = row.unit
    return {
        "role": roles[row.role],
        "force": row.force.name if row.force else "The hub",
        "unit": unit.name if unit else "",
        "report": row.report.reference if row.report else "",
        "sentence": row.sentence,
        "rule": row.rule,
        "override": row.override_reason,
    }


def report_row(each: Row, *, names: Mapping[str, Mapping[str, str]]) -> Row:
    """Return one report: its words are covered on the page, since they can hurt."""
    return {
        **each,
        "strand_names": ", ".join(names["strands"].get(code, code) for code in each["strands"]),
        "posts": [
            {**post, "platform_name": names["platforms"].get(post["platform"], post["platform"])}
            for post in each["posts"]
        ],
        "exhibits": [
            {**item, "why_not": LEFT_OUT.get(item["left_out"], item["left_out"]) if item["left_out"] else ""}
            for item in each["exhibits"]
        ],
    }


def _transfer(found: Found, *, by: Actor, at: datetime) -> Row | None:
    row = found["transfer"]
    if row is None:
        return None
    return {
        "row": row,
        "is_to_us": row.to_force.code == by.force_code,
        "clock": clock_words(row.answer_by, at=at),
    }


def talk_rows(talk: Talk, texts: Mapping[Any, str]) -> Row:
    """Return what the force and the hub wrote, what the force recorded, and what it answered, the newest first."""
    verdicts = dict(PackageFeedback.Verdict.choices)
    answered = {each.answers_id for each in talk.messages if each.answers_id}
    return {
        "messages_of_case": [
            {
                "id": each.id,
                "kind": KINDS[ForceMessage.Kind(each.kind)],
                "is_question": each.kind == ForceMessage.Kind.QUESTION,
                "is_answered": each.id in answered,
                "is_new": each.kind == ForceMessage.Kind.ANSWER and each.seen_at is None,
                "report": each.report.reference if each.report else "",
                "text": texts.get(each.id, ERASED),
                "at": each.at,
            }
            for each in talk.messages
        ],
        "outcomes": [
            {
                "row": each,
                "charges": [
                    f"{charge.counts} x {charge.offence or charge.wording}"
                    f"{' (aggravated by hostility)' if charge.is_aggravated else ''}"
                    for charge in each.charges.all()
                ],
            }
            for each in talk.outcomes
        ],
        "feedback": [{"row": each, "verdict": verdicts[each.verdict]} for each in talk.feedback],
        "answers": talk.answers,
        "crime_numbers": sorted({each.crime_number for each in talk.answers if each.crime_number}),
        "is_acknowledged": any(each.answer == "acknowledged" for each in talk.answers),
    }
