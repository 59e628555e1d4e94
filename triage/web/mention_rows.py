"""Mentions as pages show them."""

from typing import Any

from django.urls import reverse

from triage.selectors.mentions import Mentioned
from triage.web.legible import erased
from triage.web.wording import shortened

LETTERS = 240


def mention_row(mention: Mentioned) -> dict[str, Any]:
    """Return a mention: who wrote what in short, on which case, when, and whether it was read."""
    note = mention.note
    return {
        "id": mention.id,
        "href": reverse("hub_mention", args=[mention.id]),
        "case": note.case,
        "by": note.by,
        "at": note.at,
        "text": shortened(erased() if note.text is None else note.text, letters=LETTERS),
        "is_struck": note.struck_at is not None,
        "is_unread": mention.read_at is None,
    }
