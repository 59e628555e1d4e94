"""The tab of a case about its forces: what they answered, wrote, recorded, and thought of the package."""

from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from hatehub.vault import services as vault
from hatehub.vault.models import Purpose
from referrals.models import ForceMessage, ForceOutcome, PackageFeedback
from referrals.selectors import force_talk as rows
from referrals.services import force_talk
from reports.models import Case
from triage.registries import Asked, Tab, register_tab

CODE = "forces"
KINDS = {
    "note": (_("Note for the hub"), "grey"),
    "question": (_("Question"), "blue"),
    "told": (_("Told the people of the case"), "purple"),
    "answer": (_("The hub's answer"), "green"),
}
ANSWERS = {
    "acknowledged": (_("Has arrived there"), "blue"),
    "accepted": (_("Accepted"), "green"),
    "refused": (_("Refused"), "red"),
}
WITH_RESULT = frozenset(range(1, 9)) | {22}
"""Outcomes in which somebody was dealt with; any other ends without enforcement. Awaits confirmation."""


def register_all() -> None:
    """Add the tab."""
    register_tab(
        Tab(
            code=CODE,
            title=_("Forces"),
            position=65,
            template="hub/tabs/forces.html",
            context=forces_context,
            has_pages=True,
        )
    )


def forces_context(case: Case, asked: Asked) -> dict[str, Any]:
    """Return what forces of a case answered, wrote and recorded, the newest first."""
    talk = rows.of_case(case=case, by=asked.by)
    texts = force_talk.read_texts(messages=talk.messages)
    words = _words([*talk.outcomes, *talk.feedback])
    answered = {each.answers_id for each in talk.messages if each.answers_id}
    return {
        "messages": [_message(each, texts.get(each.id), answered) for each in talk.messages],
        "outcomes": [_outcome(each, words.get(each.field, "")) for each in talk.outcomes],
        "feedback": [_feedback(each, words.get(each.field, "")) for each in talk.feedback],
        "answers": [
            {"row": each, "state": ANSWERS[each.answer][0], "colour": ANSWERS[each.answer][1]} for each in talk.answers
        ],
    }


def _message(row: ForceMessage, text: str | None, answered: set[UUID]) -> dict[str, Any]:
    label, colour = KINDS[row.kind]
    return {
        "row": row,
        "label": label,
        "colour": colour,
        "text": text,
        "is_hubs": row.side == "hub",
        "may_answer": row.kind == "question" and row.id not in answered and text is not None,
        "may_note_read": row.kind == "note" and row.waits,
        "by": row.by.partition(":")[2] if row.side == "hub" else "",
    }


def _outcome(row: ForceOutcome, words: str) -> dict[str, Any]:
    return {
        "row": row,
        "words": words,
        "charges": list(row.charges.all()),
        "closes_as": "result" if row.outcome.number in WITH_RESULT else "no_enforcement",
    }


def _feedback(row: PackageFeedback, words: str) -> dict[str, Any]:
    names = dict(PackageFeedback.Missing.choices)
    return {"row": row, "words": words, "missing": [names.get(each, each) for each in row.missing]}


def _words(found: list[ForceOutcome | PackageFeedback]) -> dict[str, str]:
    """Return what forces wrote beside outcomes and feedback, by the field it is sealed under."""
    sealed: dict[str, tuple[UUID, str, Any]] = {}
    for row in found:
        blob = row.sealed_reason if isinstance(row, ForceOutcome) else row.sealed_text
        if blob is not None:
            sealed[row.field] = (row.sealed_for_id, row.field, blob)
    return {key: str(text) for key, text in vault.unseal_each(sealed, purpose=Purpose.MATERIAL).items()}
