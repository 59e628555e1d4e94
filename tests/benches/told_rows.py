"""Rows of what people told: reports and what belongs to them, as COPY reads them."""

from collections.abc import Iterator

from hatehub.vault.rules import ciphers
from tests.benches.invented import Inventor, post
from tests.benches.stories import Story

NULL = "\\N"
STRANDS = ("race", "religion", "sexual_orientation", "disability", "transgender")
FORCE = "E23000010"
AREA = f'{{"force": "{FORCE}", "source": "district", "candidates": ["{FORCE}"], "confidence": 0.98}}'
CIRCUMSTANCES = '{"before": "yes", "ongoing": "unknown", "suspect_known": "account"}'
SHOWN_WORDS = b'"Invented words of a post, as somebody would have copied them."'
OUTCOMES = {"close": "recorded", "close_without_enforcement": "no_enforcement"}
CASE = ("id", "reference", "lead_id", "merged_into_id", "opened_at")
REPORT = (
    *("id", "reference", "receipt_hash", "case_id", "state", "state_since", "due_at", "version", "joined_at_version"),
    *("outcome", "outcome_reason", "submitted_at", "channel", "language", "is_online", "strands", "happened_on"),
    *("sealed_narrative", "sealed_suspect", "suspect_whereabouts", "victim_area", "is_demonstration", "danger"),
    *("circumstances", "sealed_details"),
)
COMPLAINANT = (
    *("report_id", "identity", "kind", "sealed", "has_email", "details_in_mail", "wants_updates"),
    *("shares_with_force", "shares_with_support", "shares_with_experts"),
)
CONTENT = (
    *("report_id", "position", "url", "platform_code", "account_handle", "post_key"),
    *("sealed_words", "sealed_details"),
)
EVIDENCE = (
    *("report_id", "exhibit", "storage_name", "sealed_name", "content_type", "size", "sha256", "file_hash"),
    "received_at",
)
MATCH = ("report_id", "other_id", "kind", "facts", "state", "found_at", "decided_by", "decided_at")


def line(*values: object) -> str:
    """Return one row in COPY's text format."""
    return "\t".join([NULL if value is None else str(value) for value in values]) + "\n"


def case(story: Story) -> str:
    """Return the row of the report's own case, emptied where it was merged."""
    return line(story.own_case_id, story.case_reference, story.id, story.merged_into, story.times[0])


def report(story: Story, invent: Inventor) -> str:
    """Return the row of the report."""
    closing = OUTCOMES.get(story.steps[-1] if story.steps else "", "")
    sent, since = story.times[0], story.times[-1]
    random = invent.random.random()
    return line(
        *(story.id, story.reference, invent.hexadecimal(32), story.case_id, story.state, since, story.due_at),
        *(len(story.moments), 1 if story.merged_into else None, closing, "It was explained." if closing else ""),
        *(sent, "web_form", "cy" if random < 0.02 else "en-gb", "t", f"{{{STRANDS[int(random * 5)]}}}", sent[:10]),
        *(invent.sealed(200, 1600), invent.sealed(80, 300) if random < 0.2 else None, "unknown", AREA, "f"),
        *("no" if random < 0.6 else "", CIRCUMSTANCES, invent.sealed(100, 400)),
    )


def complainant(story: Story, invent: Inventor) -> str:
    """Return the row of the person behind it."""
    reached = "t" if story.has_email else "f"
    sealed = invent.sealed(190, 320) if story.has_email else None
    identity = "confidential" if story.has_email else "anonymous"
    return line(story.id, identity, "witness", sealed, reached, "f", reached, reached, "f", "t")


def contents(story: Story, invent: Inventor, *, material_key: bytes | None) -> Iterator[str]:
    """Return the rows of its posts. With a key the words are really sealed, as the officers' queue shows them."""
    for position, number in enumerate(story.posts, start=1):
        url, platform, account, key = post(number)
        words = invent.sealed(60, 500)
        if material_key is not None:
            context = f"{story.id}:words:{position}".encode()
            words = f"\\\\x{ciphers.seal(material_key, SHOWN_WORDS, context=context).hex()}"
        yield line(story.id, position, url, platform, account, key, words, invent.sealed(60, 140))


def evidence(story: Story, invent: Inventor) -> Iterator[str]:
    """Return the row of an exhibit for a third of the reports; the file itself is not made."""
    if invent.random.random() < 1 / 3:
        digest, size = invent.hexadecimal(32), invent.random.randrange(20_000, 3_000_000)
        place, name = f"material/{story.id}/{invent.identifier()}", invent.sealed(40, 60)
        exhibit, sent = f"{story.reference}/1", story.times[0]
        yield line(story.id, exhibit, place, name, "image/png", size, digest, invent.hexadecimal(32), sent)


def match(story: Story, invent: Inventor) -> Iterator[str]:
    """Return the row of a duplicate found: with the report that named the same post first."""
    if story.other:
        state, by = ("merged", "officer:bench") if story.merged_into else ("offered", "")
        decided = story.times[-1] if story.merged_into else None
        yield line(story.id, story.other, "same_post", '{"platform": "x"}', state, story.times[0], by, decided)
