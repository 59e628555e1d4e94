"""Reading answer links: those for some subjects of a case, in words for the workbench."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from hatehub.accounts.actors import Actor
from hatehub.accounts.permissions import require
from hatehub.accounts.roles import Action
from referrals.models import AnswerLink
from reports.models import Case
from triage.selectors.merges import cases_below


class Stand(StrEnum):
    """Where a link stands for whoever looks at the case."""

    WAITING = "waiting"
    OPENED = "opened"
    USED = "used"
    EXPIRED = "expired"
    REVOKED = "revoked"


@dataclass(frozen=True, kw_only=True)
class LinkRow:
    """One link and where it stands."""

    link: AnswerLink
    stand: Stand

    @property
    def is_open(self) -> bool:
        """Tell whether it could be answered still."""
        return self.stand in (Stand.WAITING, Stand.OPENED)


def stand_of(link: AnswerLink, *, at: datetime) -> Stand:
    """Return where a link stands at a moment."""
    if link.revoked_at is not None:
        return Stand.REVOKED
    if link.used_at is not None:
        return Stand.USED
    if link.expires_at <= at:
        return Stand.EXPIRED
    return Stand.OPENED if link.opened_at is not None else Stand.WAITING


def of_subjects(*, subjects: Collection[str], by: Actor, at: datetime) -> dict[str, list[LinkRow]]:
    """Return the links for each subject, newest first, with one query; a subject without any is there, empty."""
    require(by=by, action=Action.VIEW_CASE)
    found: dict[str, list[LinkRow]] = {subject: [] for subject in subjects}
    if subjects:
        for link in AnswerLink.objects.filter(subject__in=subjects).order_by("-made_at", "id"):
            found[link.subject].append(LinkRow(link=link, stand=stand_of(link, at=at)))
    return found


def find(*, link_id: UUID, case: Case, by: Actor) -> AnswerLink | None:
    """Return one link of a case, or of one that was merged into it; None where it has no such."""
    require(by=by, action=Action.VIEW_CASE)
    return AnswerLink.objects.filter(case__in=cases_below(case_id=case.id), id=link_id).first()
