"""What is different between two texts as they were written, to be marked side by side."""

import re
from typing import NamedTuple

from rapidfuzz.distance import Levenshtein

from triage.rules.words.characters import Folding
from triage.rules.words.grams import is_sign
from triage.rules.words.normal import normalise

PART = re.compile(r"\S+\s*|\s+")
SIGN_OR_REST = re.compile(
    r"[\u3040-\u30ff\u3400-\u9fff\U00020000-\U0003ffff]\s*|[^\u3040-\u30ff\u3400-\u9fff\U00020000-\U0003ffff]+"
)
MOST_PARTS = 2_000


class Span(NamedTuple):
    """A stretch of both texts: "same", "like" (written otherwise, the same word), "changed", "removed" or "added".

    The left parts of all spans are the left text, the right parts the right one.
    """

    kind: str
    left: str
    right: str


def differences(left: str, right: str, *, folding: Folding) -> list[Span]:
    """Return the spans of two texts in order: what only the left has is removed, what only the right has is added."""
    a, b = _parts(left), _parts(right)
    keys_a, keys_b = _keys(a, folding), _keys(b, folding)
    spans: list[Span] = []
    for op in Levenshtein.opcodes(keys_a, keys_b):
        gone, come = "".join(a[op.src_start : op.src_end]), "".join(b[op.dest_start : op.dest_end])
        if op.tag == "equal":
            spans += _equal(a[op.src_start : op.src_end], b[op.dest_start : op.dest_end])
        else:
            spans.append(Span({"replace": "changed", "delete": "removed", "insert": "added"}[op.tag], gone, come))
    return _merged(spans)


def _equal(a: list[str], b: list[str]) -> list[Span]:
    return [
        Span("same" if left.strip() == right.strip() else "like", left, right) for left, right in zip(a, b, strict=True)
    ]


def _parts(text: str) -> list[str]:
    """Cut a text into words with what follows them; Chinese and Japanese into signs; nothing is lost."""
    parts: list[str] = []
    for part in PART.findall(text):
        parts += SIGN_OR_REST.findall(part) if any(is_sign(char) for char in part) else [part]
    return parts[:MOST_PARTS] + (["".join(parts[MOST_PARTS:])] if len(parts) > MOST_PARTS else [])


def _keys(parts: list[str], folding: Folding) -> list[str]:
    """Return what each part is compared by: its normal form, or itself where nothing is left of it."""
    return ["".join(normalise(part, folding=folding).words) or part.strip() for part in parts]


def _merged(spans: list[Span]) -> list[Span]:
    merged: list[Span] = []
    for span in spans:
        if merged and merged[-1].kind == span.kind:
            last = merged.pop()
            span = Span(span.kind, last.left + span.left, last.right + span.right)
        merged.append(span)
    return merged
