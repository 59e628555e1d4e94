"""An intelligence report in STIX 2.1: the same objects with the same ids each time, versioned by `modified`. Pure.

Each item is a note with its grades by an extension definition of the hub; what P and C mean is a marking of the note.
An account that an item names is a user account, used by a threat actor who is known by the hub's reference alone.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

import stix2

from intel.rules.intelligence.grades import Handling, in_words

SPACE = uuid5(NAMESPACE_URL, "urn:hatehub:intelligence")
OBSERVABLE = "user-account"
FIRST = datetime(2026, 1, 1, tzinfo=UTC)
"""When what is the same in every bundle was first made."""
HUB = "Online Hate Hub"
VOCABULARY = {"x": "twitter", "facebook": "facebook"}
"""Platforms for which the vocabulary of account types has a word of its own."""
GRADES_SCHEMA = (
    "source_grade: 1 reliable, 2 untested, 3 not reliable. intelligence_grade: A known directly to the source, B known "
    "indirectly but corroborated, C known indirectly, D not known, E suspected to be false. handling: P lawful sharing "
    "permitted, C permitted with the conditions that stand under conditions. source: the number of the source within "
    "this report; two items with one number come from one source."
)


@dataclass(frozen=True, kw_only=True)
class StixAccount:
    """An account that an item names."""

    platform: str
    handle: str
    number: str
    subject: str


@dataclass(frozen=True, kw_only=True)
class StixItem:
    """One item as it may leave the hub. `source` is its number within the report, never a reference."""

    key: str
    position: int
    source: int
    source_grade: int
    grade: str
    handling: str
    words: str
    conditions: str = ""
    accounts: tuple[StixAccount, ...] = ()


@dataclass(frozen=True, kw_only=True)
class StixReport:
    """A report as it may leave the hub; one that is revoked has no items."""

    key: str
    reference: str
    created: datetime
    modified: datetime
    items: Sequence[StixItem] = ()
    is_revoked: bool = False


def write_bundle(report: StixReport) -> bytes:
    """Return the bundle of a report as JSON; the same bytes for the same report."""
    notes = [_note(item, report) for item in report.items]
    objects = [*_of_the_hub(), *_markings(report), report_object(report), *notes, *_accounts(report)]
    bundle = stix2.Bundle(
        id=_id("bundle", f"{report.key}:{report.modified.isoformat()}"), objects=objects, allow_custom=False
    )
    return json.dumps(json.loads(bundle.serialize()), ensure_ascii=False, indent=2).encode() + b"\n"


def as_object(report: StixReport) -> dict[str, Any]:
    """Return the report alone, as a feed lists it."""
    found: dict[str, Any] = json.loads(report_object(report).serialize())
    return found


def report_object(report: StixReport) -> Any:
    """Return the report object, which names the others; one that is revoked names the hub alone."""
    named = [_id("note", item.key) for item in report.items] + [each.id for each in _accounts(report)]
    return stix2.Report(
        id=_id("report", report.key),
        created_by_ref=_id("identity", "hub"),
        created=report.created,
        modified=max(report.modified, report.created),
        revoked=report.is_revoked,
        lang="en",
        name=f"Intelligence report {report.reference}",
        report_types=["threat-report"],
        published=report.created,
        object_refs=named or [_id("identity", "hub")],
        external_references=[{"source_name": HUB, "external_id": report.reference}],
    )


def _of_the_hub() -> list[Any]:
    identity = stix2.Identity(
        id=_id("identity", "hub"),
        created=FIRST,
        modified=FIRST,
        name=HUB,
        identity_class="organization",
        sectors=["government"],
        lang="en",
    )
    grades = stix2.ExtensionDefinition(
        id=_id("extension-definition", "3x5x2"),
        created_by_ref=identity.id,
        created=FIRST,
        modified=FIRST,
        name="3x5x2 grades",
        description="How far a source can be relied on, how it knows what it tells, and how that may be shared.",
        schema=GRADES_SCHEMA,
        version="1.0.0",
        extension_types=["property-extension"],
    )
    return [identity, grades]


def _markings(report: StixReport) -> list[Any]:
    """Return one marking for P where an item has it, and one for each item with conditions."""
    found = {}
    for item in report.items:
        key = _marking_key(item)
        found[key] = stix2.MarkingDefinition(
            id=_id("marking-definition", key),
            created_by_ref=_id("identity", "hub"),
            created=FIRST if item.handling == Handling.PERMITTED else report.created,
            definition_type="statement",
            definition=stix2.StatementMarking(statement=_statement(item)),
        )
    return list(found.values())


def _marking_key(item: StixItem) -> str:
    return "P" if item.handling == Handling.PERMITTED else f"C:{item.key}"


def _statement(item: StixItem) -> str:
    meaning = in_words(source_grade=item.source_grade, grade=item.grade, handling=item.handling)[2]
    return f"Handling {item.handling}: {meaning}" + (f". {item.conditions}" if item.conditions else "")


def _note(item: StixItem, report: StixReport) -> Any:
    source, grade, handling = in_words(source_grade=item.source_grade, grade=item.grade, handling=item.handling)
    grades = {
        "extension_type": "property-extension",
        "source": item.source,
        "source_grade": item.source_grade,
        "source_grade_means": source,
        "intelligence_grade": item.grade,
        "intelligence_grade_means": grade,
        "handling": item.handling,
        "handling_means": handling,
        **({"conditions": item.conditions} if item.conditions else {}),
    }
    named = [_account(each).id for each in item.accounts]
    return stix2.Note(
        id=_id("note", item.key),
        created_by_ref=_id("identity", "hub"),
        created=report.created,
        modified=report.created,
        lang="en",
        abstract=f"Item {item.position} of {report.reference}: {item.source_grade} {item.grade} {item.handling}",
        content=item.words,
        object_refs=list(dict.fromkeys(named)) or [_id("report", report.key)],
        object_marking_refs=[_id("marking-definition", _marking_key(item))],
        extensions={_id("extension-definition", "3x5x2"): grades},
    )


def _accounts(report: StixReport) -> list[Any]:
    """Return the accounts that are named, who is behind each, and that the one uses the other."""
    found: dict[str, Any] = {}
    for each in _each_account(report.items):
        account = _account(each)
        found[account.id] = account
        if each.subject:
            actor, tie = _subject(each, account.id, report)
            found |= {actor.id: actor, tie.id: tie}
    return list(found.values())


def _each_account(items: Iterable[StixItem]) -> list[StixAccount]:
    return list(dict.fromkeys(each for item in items for each in item.accounts))


def _account(each: StixAccount) -> Any:
    known: Mapping[str, str] = {
        "account_login": each.handle,
        "display_name": f"{each.handle} ({each.platform})" if each.platform else each.handle,
        **({"user_id": each.number} if each.number else {}),
        **({"account_type": VOCABULARY[each.platform]} if each.platform in VOCABULARY else {}),
    }
    return stix2.UserAccount(id=_id("user-account", f"{each.platform}:{each.number}:{each.handle}"), **known)


def _subject(each: StixAccount, account: str, report: StixReport) -> tuple[Any, Any]:
    times = {"created": report.created, "modified": report.created}
    actor = stix2.ThreatActor(
        id=_id("threat-actor", f"{report.key}:{each.subject}"),
        created_by_ref=_id("identity", "hub"),
        name=each.subject,
        threat_actor_types=["unknown"],
        lang="en",
        **times,
    )
    tie = stix2.Relationship(
        id=_id("relationship", f"{report.key}:{each.subject}:{account}"),
        created_by_ref=_id("identity", "hub"),
        relationship_type="related-to",
        source_ref=actor.id,
        target_ref=account,
        **times,
    )
    return actor, tie


def _id(kind: str, key: str) -> str:
    """Return the id of an object, the same each time; STIX asks for version 4 of all that is no observable."""
    made = uuid5(SPACE, f"{kind}:{key}")
    return f"{kind}--{made if kind == OBSERVABLE else UUID(bytes=made.bytes, version=4)}"
