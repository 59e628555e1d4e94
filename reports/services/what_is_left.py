"""What is left of what was sealed in many reports at once: what has been erased is left out, and the rest is read."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

from hatehub.accounts.actors import Actor
from hatehub.accounts.permissions import require
from hatehub.accounts.roles import Action
from hatehub.audit.services import Note, ReasonRequired, record_many, record_read
from hatehub.vault import services as vault
from hatehub.vault.models import Purpose
from reports.models import Case, Complainant, Content, Report
from reports.services.personal import Contact

Name = TypeVar("Name")
Sealed = Mapping[Name, tuple[UUID, str, bytes | memoryview | None]]


@dataclass(frozen=True, kw_only=True)
class Left:
    """The texts of some reports by report, and of their posts by post. `erased` are those whose material is gone."""

    narratives: dict[UUID, str]
    details: dict[UUID, dict[str, str]]
    suspects: dict[UUID, str]
    words: dict[int, str]
    post_details: dict[int, dict[str, str]]
    erased: frozenset[UUID]


def read_texts_left(*, reports: Iterable[Report], posts: Iterable[Content]) -> Left:
    """Return the texts of reports and of posts, with six queries; no diverted post is opened."""
    chosen, shown = list(reports), [post for post in posts if not post.diverted_as]
    return Left(
        narratives=_opened({row.id: (row.id, "narrative", row.sealed_narrative) for row in chosen}),
        details=_opened({row.id: (row.id, "details", row.sealed_details) for row in chosen}),
        suspects=_opened({row.id: (row.id, "suspect", row.sealed_suspect) for row in chosen}, Purpose.SUBJECT),
        words=_opened({row.id: (row.report_id, f"words:{row.position}", row.sealed_words) for row in shown}),
        post_details=_opened({row.id: (row.report_id, f"post:{row.position}", row.sealed_details) for row in shown}),
        erased=vault.destroyed_among(owners=[row.id for row in chosen], purpose=Purpose.MATERIAL),
    )


def read_contacts_left(*, reports: Iterable[Report], by: Actor, at: datetime, reason: str) -> dict[UUID, Contact]:
    """Return who complained, by report, where that is left; each reading is recorded, with eight queries for 1,000.

    The complainants have been fetched with the reports. Raises NotPermitted and ReasonRequired.
    """
    require(by=by, action=Action.VIEW_PERSONAL)
    if not reason.strip():
        raise ReasonRequired("Say why contact is read.")
    rows = {row.id: row for row in reports}
    opened = _opened({row.id: (row.id, "contact", row.complainant.sealed) for row in rows.values()}, Purpose.PERSON)
    details = {"what": "contact"}
    subjects = [f"report:{rows[owner].reference}" for owner in opened]
    record_many(
        notes=[Note(subject=subject, verb="read", reason=reason, details=details) for subject in subjects],
        by=by,
        at=at,
    )
    return {owner: Contact(**given) for owner, given in opened.items()}


def read_contacts_of_case(*, case: Case, by: Actor, at: datetime, reason: str) -> list[Contact]:
    """Return who complained in a case, where that is left, with the same few statements however many they are.

    For comparing alone, where nobody is shown anything: the reading is recorded once, on the case. Raises NotPermitted
    and ReasonRequired.
    """
    require(by=by, action=Action.VIEW_PERSONAL)
    record_read(subject=f"case:{case.reference}", what="contact of everybody", by=by, at=at, reason=reason)
    rows = Complainant.objects.filter(report__case=case, sealed__isnull=False).values_list("report_id", "sealed")
    opened = _opened({owner: (owner, "contact", sealed) for owner, sealed in rows}, Purpose.PERSON)
    return [Contact(**given) for given in opened.values()]


def _opened(values: Sealed[Name], purpose: Purpose = Purpose.MATERIAL) -> dict[Name, Any]:
    """Return what is left of what was sealed, by name."""
    given = {name: (owner, field, sealed) for name, (owner, field, sealed) in values.items() if sealed is not None}
    return vault.unseal_each(given, purpose=purpose) if given else {}
