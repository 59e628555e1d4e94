"""What is blacked out or left out of the reports of a slice, looked up for each of its texts."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from uuid import UUID

from referrals.services import redacting
from reports.models import Content, Evidence, Report

Key = tuple[str, UUID | int | str]


@dataclass(frozen=True, kw_only=True)
class BlackedOut:
    """What goes out in place of originals: copies by exhibit, what is left of texts, and exhibits that stay behind."""

    copies: Mapping[int, Evidence] = field(default_factory=dict)
    left_out: frozenset[int] = frozenset()
    texts: Mapping[Key, str] = field(default_factory=dict)

    def narrative(self, report: Report, originals: Mapping[UUID, str]) -> str:
        """Return what goes out of a story."""
        return self.texts.get(("narrative", report.id), originals.get(report.id, ""))

    def suspect(self, report: Report, originals: Mapping[UUID, str]) -> str:
        """Return what goes out of the description of who did it."""
        return self.texts.get(("suspect", report.id), originals.get(report.id, ""))

    def details(self, report: Report, originals: Mapping[UUID, dict[str, str]]) -> dict[str, str]:
        """Return what goes out of the open answers, by question."""
        answers = originals.get(report.id, {})
        return {
            question: self.texts.get(("answer", f"{report.id}:{question}"), answers[question]) for question in answers
        }

    def words(self, post: Content, originals: Mapping[int, str]) -> str:
        """Return what goes out of the words of a post."""
        return self.texts.get(("post", post.id), originals.get(post.id, ""))

    def said(self, post: Content, originals: Mapping[int, dict[str, str]]) -> dict[str, str]:
        """Return what goes out of what else was said of a post, by question."""
        answers = originals.get(post.id, {})
        return {
            question: self.texts.get(("post_answer", f"{post.id}:{question}"), answers[question])
            for question in answers
        }


def blacked_out(*, reports: Iterable[Report]) -> BlackedOut:
    """Return what goes out in place of originals of some reports. Raises redacting.TextChanged and KeyDestroyed."""
    rows = list(reports)
    return BlackedOut(
        copies=redacting.copies_for(reports=rows),
        left_out=frozenset(redacting.left_out_for(reports=rows)),
        texts=redacting.texts_for(reports=rows),
    )
