"""Rows of what was done about a report: its story, messages, gates, keys, audit and events, as COPY reads them."""

import itertools
from collections.abc import Iterator
from datetime import timedelta

from hatehub.audit.rules.chain import GENESIS
from hatehub.outbox.subscriptions import handlers_of
from hatehub.vault import keyring
from hatehub.vault.models import Purpose
from hatehub.vault.rules import ciphers
from reports.events import ReportMoved, ReportSubmitted
from reports.rules.gates import GATES
from reports.rules.workflow import STEPS
from tests.benches.invented import Inventor
from tests.benches.stories import Story
from tests.benches.told_rows import line

LEAST_ENTRIES = 6
WRAPPED_BYTES = ciphers.NONCE_BYTES + ciphers.KEY_BYTES + ciphers.TAG_BYTES
DECISIONS = ("record_crime", "record_non_crime", "mark_out_of_scope")
GATE = ("report_id", "name", "state", "reason", "marked_at")
STATUS_ENTRY = ("id", "report_id", "key", "kind", "facts", "role", "at")
UPDATE = ("id", "entry_id", "state", "attempts", "not_before", "sent_at")
NOTICE = (
    *("report_id", "step", "report_version", "entitlement", "decided_at", "tell_by", "told_at", "route"),
    "entry_id",
)
DATA_KEY = ("owner", "purpose", "master_key_id", "wrapped", "created_at")
ENTRY = ("subject", "sequence", "at", "actor", "verb", "reason", "details", "previous_hash", "hash")
CHAIN_HEAD = ("subject", "sequence", "hash")
EVENT = ("id", "name", "stream", "payload", "occurred_at", "position")
DELIVERY = ("event_id", "handler", "stream", "position", "state", "attempts", "not_before", "last_error", "done_at")
DRAFT = ("id", "token_hash", "sealed_answers", "started_at", "expires_at", "submitted_at")


def gates(story: Story) -> Iterator[str]:
    """Return the rows of its gates: marked once it is closed."""
    state, reason = ("met", "Done.") if story.state == "closed" else ("open", "")
    marked = story.times[-1] if story.state == "closed" else None
    return (line(story.id, name, state, reason, marked) for name in GATES)


def told(story: Story, invent: Inventor, *, numbers: Iterator[int]) -> Iterator[tuple[str, str]]:
    """Return, each with its table, a line of the story for each step, its message, and the notice of a decision."""
    for place, (step, at) in enumerate(zip(("received", *story.steps), story.times, strict=True)):
        number, key = next(numbers), f"{story.reference}:{place + 1}" if place else "received"
        yield "reports_statusentry", line(number, story.id, key, f"step_{step}" if place else step, "{}", "hub", at)
        if story.has_email:
            yield "reports_update", line(invent.identifier(), number, "sent", 0, at, at)
        if step in DECISIONS:
            route = "message" if story.has_email else "status_page"
            decided = story.moments[place]
            times = (at, decided + timedelta(days=7), decided + timedelta(hours=1))
            yield "reports_decisionnotice", line(story.id, step, place + 1, "standard", *times, route, number)


def data_keys(owner: str, created: object, invent: Inventor, *, master_id: str) -> Iterator[str]:
    """Return the rows of three data keys: bytes of the right length that open nothing."""
    return (
        line(owner, purpose.value, master_id, f"\\\\x{invent.hexadecimal(WRAPPED_BYTES)}", created)
        for purpose in Purpose
    )


def real_data_keys(story: Story, *, material_key: bytes, master_id: str) -> Iterator[str]:
    """Return the rows of three data keys that open what was sealed."""
    master = keyring.master_key(master_id)
    for purpose in Purpose:
        key = material_key if purpose == Purpose.MATERIAL else ciphers.new_key()
        wrapped = ciphers.seal(master, key, context=f"key:{story.id}:{purpose.value}".encode())
        yield line(story.id, purpose.value, master_id, f"\\\\x{wrapped.hex()}", story.times[0])


def audit(story: Story, invent: Inventor) -> Iterator[tuple[str, str]]:
    """Return, each with its table, six entries or more and the chain's head.

    The hashes are invented: each entry names the one before it, but none covers its content.
    """
    verbs = ["submitted", *(STEPS[step].verb for step in story.steps)]
    verbs += ["status_opened"] * (LEAST_ENTRIES - len(verbs))
    subject, previous = f"report:{story.reference}", GENESIS
    for sequence, verb in enumerate(verbs, start=1):
        at = story.times[min(sequence, len(story.moments)) - 1]
        own, details = invent.hexadecimal(32), f'{{"case": "{story.case_id}", "version": {sequence}}}'
        yield "audit_entry", line(subject, sequence, at, "officer:bench", verb, "", details, previous, own)
        previous = own
    yield "audit_chainhead", line(subject, len(verbs), previous)


def events(story: Story, invent: Inventor, *, positions: Iterator[int]) -> Iterator[tuple[str, str]]:
    """Return, each with its table, the event of every step and its deliveries, all done."""
    for version, (step, at) in enumerate(zip(("", *story.steps), story.times, strict=True), start=1):
        event = ReportMoved if step else ReportSubmitted
        event_id, position = invent.identifier(), next(positions)
        ids = f'"report_id": "{story.id}", "case_id": "{story.case_id}"'
        move = f', "step": "{step}", "state": "{story.state}", "version": {version}' if step else ""
        yield "outbox_outboxevent", line(event_id, event.name, story.case_id, f"{{{ids}{move}}}", at, position)
        for handler in handlers_of(event.name):
            values = (event_id, handler, story.case_id, position, "done", 0, at, "", at)
            yield "outbox_delivery", line(*values)


def sent_draft(story: Story, invent: Inventor) -> str:
    """Return the row that remains of a draft for a week after it was sent."""
    sent = story.moments[0]
    return line(story.id, invent.token_hash(), None, sent, sent + timedelta(days=7), sent)


def unfinished_draft(draft_id: str, invent: Inventor, *, started: object, expires: object) -> str:
    """Return the row of a draft that is being written."""
    return line(draft_id, invent.token_hash(), invent.sealed(100, 3000), started, expires, None)


def counter(last: int) -> Iterator[int]:
    """Return the numbers after the last one used."""
    return itertools.count(last + 1)
